import * as v from 'valibot'
import { email, password, passwordToCompare, rawText } from './fields.ts'

const token = rawText('token', 512, 1)

export const RegisterBody = v.object({ email, password })
export const LoginBody = v.object({ email, password: passwordToCompare })
export const VerifyQuery = v.object({ token })
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
export const MeAnswer = v.object({
  email: v.string(),
  role: v.picklist(['user', 'admin', 'super_admin']),
  is_admin: v.boolean(),
  node_count: v.number(),
  node_limit: v.number(),
  created_at: v.string(),
})
/** change-password ends every session and answers a token for this one. */
export const ChangePasswordAnswer = v.object({
  message: v.string(),
  token: v.string(),
  expires_at: v.string(),
})

export type Role = v.InferOutput<typeof MeAnswer>['role']
