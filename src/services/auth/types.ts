import type * as v from 'valibot'
import type * as auth from '../../contract/auth.ts'

/** What the verbs of this folder take and answer: `verb(ctx, input): Promise<answer>`, the shapes of the contract. */
export type RegisterInput = v.InferOutput<typeof auth.RegisterBody>
export type LoginInput = v.InferOutput<typeof auth.LoginBody>
/** verify takes `{token}`. */
export type VerifyInput = v.InferOutput<typeof auth.VerifyQuery>
/** resendVerification and requestPasswordReset take `{email}`. */
export type EmailInput = v.InferOutput<typeof auth.EmailBody>
export type ResetPasswordInput = v.InferOutput<typeof auth.ResetPasswordBody>
export type ChangePasswordInput = v.InferOutput<typeof auth.ChangePasswordBody>
export type DeleteMeInput = v.InferOutput<typeof auth.DeleteMeBody>

export type MessageAnswer = v.InferOutput<typeof auth.Message>
export type RegisterAnswer = v.InferOutput<typeof auth.RegisterAnswer>
export type LoginAnswer = v.InferOutput<typeof auth.LoginAnswer>
export type MeAnswer = v.InferOutput<typeof auth.MeAnswer>
export type ChangePasswordAnswer = v.InferOutput<typeof auth.ChangePasswordAnswer>
