import * as v from 'valibot'
import { email as emailSchema, password as passwordSchema } from '../../../../contract/fields.ts'

export type AccountComplaint = 'errRequired' | 'errEmail' | 'errPassword' | 'errRepeat'

/** What is wrong with an e-mail address as typed, by the contract's own rule. */
export function checkEmail(email: string): AccountComplaint | undefined {
  if (email.trim() === '') return 'errRequired'
  return v.is(emailSchema, email) ? undefined : 'errEmail'
}

/** What is wrong with a new password, by the contract's own rule. */
export function checkPassword(password: string): AccountComplaint | undefined {
  if (password === '') return 'errRequired'
  return v.is(passwordSchema, password) ? undefined : 'errPassword'
}
