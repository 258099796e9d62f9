import * as v from 'valibot'
import { email, password, passwordToCompare, rawText } from './fields.ts'

const token = rawText('token', 512, 1)

/** Solution of `GET /api/auth/challenge`, asked of an IP with 400 `proof_required` from its third try of a day on. */
const altcha = v.optional(rawText('altcha', 2000))
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
/** What `altcha` holds, as base64 of JSON (the widget's own payload). */
export const AltchaSolution = v.object({
  algorithm: v.literal('SHA-256'),
  challenge: hex,
  number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
  salt: v.pipe(v.string(), v.maxLength(200)),
  signature: hex,
})

export const RegisterBody = v.object({ email, password, altcha })
export const RequestResetBody = v.object({ email, altcha })
/** Six digits of the app, or a recovery code. */
const totp = rawText('totp', 32, 1)

export const LoginBody = v.object({
  email,
  password: passwordToCompare,
  /** Asked with 401 `totp_required` of accounts that have a second factor. */
  totp: v.optional(rawText('totp', 32)),
})
export const EnrolTotpBody = v.object({ password: passwordToCompare })
export const ConfirmTotpBody = v.object({ enrolment: rawText('enrolment', 512, 1), totp })
export const DisableTotpBody = v.object({ password: passwordToCompare, totp })
export const StepUpBody = v.object({ totp })
export const SessionPath = v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,16}$/, 'id 无效')) })
export const VerifyQuery = v.object({ token })
export const TokenBody = v.object({ token })
export const VerifyBody = v.object({ token, password: passwordToCompare })
export const EmailBody = v.object({ email })
export const ResetPasswordBody = v.object({ token, new_password: password })
export const ChangePasswordBody = v.object({ old_password: passwordToCompare, new_password: password })
export const DeleteMeBody = v.object({ password: passwordToCompare })

export const Message = v.object({ message: v.string() })
export const RegisterAnswer = v.object({ message: v.string(), verification_token: v.string() })
export const LoginAnswer = v.object({
  token: v.string(),
  /** When the session ends. */
  expires_at: v.string(),
  user: v.object({
    email: v.string(),
    is_admin: v.boolean(),
    role: v.picklist(['user', 'admin', 'super_admin']),
  }),
})
/** What a registration's page shows before anything is confirmed. */
export const PendingAnswer = v.object({
  email: v.string(),
  registered_at: v.string(),
  expires_at: v.string(),
})
export const ChallengeAnswer = v.object({
  algorithm: v.literal('SHA-256'),
  challenge: v.string(),
  maxnumber: v.number(),
  salt: v.string(),
  signature: v.string(),
})
export const MeAnswer = v.object({
  email: v.string(),
  role: v.picklist(['user', 'admin', 'super_admin']),
  is_admin: v.boolean(),
  node_count: v.number(),
  node_limit: v.number(),
  created_at: v.string(),
  totp_enabled: v.boolean(),
  /** The site asks a second factor of admins, and this one has none yet. */
  totp_required: v.boolean(),
})
/** Shown once; `enrolment` goes back with a code of the app. */
export const TotpEnrolment = v.object({ secret: v.string(), otpauth_uri: v.string(), enrolment: v.string() })
export const TotpConfirmedAnswer = v.object({ message: v.string(), recovery_codes: v.array(v.string()) })
export const StepUpAnswer = v.object({
  message: v.string(),
  token: v.string(),
  expires_at: v.string(),
  /** Until when sensitive calls take the token. */
  valid_until: v.string(),
})
export const SessionsAnswer = v.object({
  sessions: v.array(
    v.object({
      id: v.string(),
      current: v.boolean(),
      created_at: v.string(),
      last_used_at: v.string(),
      expires_at: v.string(),
      ip: v.string(),
      user_agent: v.string(),
    }),
  ),
})
/** change-password ends every session and answers a token for this one. */
export const ChangePasswordAnswer = v.object({
  message: v.string(),
  token: v.string(),
  expires_at: v.string(),
})

export type Role = v.InferOutput<typeof MeAnswer>['role']
