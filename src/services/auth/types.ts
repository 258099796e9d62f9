import type * as v from 'valibot'
import type * as auth from '../../contract/auth.ts'

/** What the verbs of this folder take and answer: `verb(ctx, input): Promise<answer>`, the shapes of the contract. */
export type RegisterInput = v.InferOutput<typeof auth.RegisterBody>
export type LoginInput = v.InferOutput<typeof auth.LoginBody>
/** verify takes `{token}`. */
export type VerifyInput = v.InferOutput<typeof auth.VerifyQuery>
export type VerifyByPasswordInput = v.InferOutput<typeof auth.VerifyBody>
export type PeekVerificationInput = v.InferOutput<typeof auth.TokenBody>
/** resendVerification and requestPasswordReset take `{email}`. */
export type EmailInput = v.InferOutput<typeof auth.EmailBody>
export type RequestResetInput = v.InferOutput<typeof auth.RequestResetBody>
export type ResetPasswordInput = v.InferOutput<typeof auth.ResetPasswordBody>
export type EnrolTotpInput = v.InferOutput<typeof auth.EnrolTotpBody>
export type ConfirmTotpInput = v.InferOutput<typeof auth.ConfirmTotpBody>
export type DisableTotpInput = v.InferOutput<typeof auth.DisableTotpBody>
export type StepUpInput = v.InferOutput<typeof auth.StepUpBody>
export type EndSessionInput = v.InferOutput<typeof auth.SessionPath>
export type ChangePasswordInput = v.InferOutput<typeof auth.ChangePasswordBody>
export type DeleteMeInput = v.InferOutput<typeof auth.DeleteMeBody>

export type MessageAnswer = v.InferOutput<typeof auth.Message>
export type RegisterAnswer = v.InferOutput<typeof auth.RegisterAnswer>
export type LoginAnswer = v.InferOutput<typeof auth.LoginAnswer>
export type PendingAnswer = v.InferOutput<typeof auth.PendingAnswer>
export type ChallengeAnswer = v.InferOutput<typeof auth.ChallengeAnswer>
export type MeAnswer = v.InferOutput<typeof auth.MeAnswer>
export type TotpEnrolment = v.InferOutput<typeof auth.TotpEnrolment>
export type TotpConfirmedAnswer = v.InferOutput<typeof auth.TotpConfirmedAnswer>
export type StepUpAnswer = v.InferOutput<typeof auth.StepUpAnswer>
export type SessionsAnswer = v.InferOutput<typeof auth.SessionsAnswer>
export type ChangePasswordAnswer = v.InferOutput<typeof auth.ChangePasswordAnswer>
