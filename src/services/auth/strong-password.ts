import { isCommonPassword } from '../../auth/common-passwords.ts'
import { ServiceError } from '../../contract/errors.ts'

/**
 * Refuses a new password that guessers try first: one of the most common, or the account's own address.
 * Throws ServiceError password_weak.
 */
export function requireStrongPassword(password: string, email: string, field: string): void {
  const given = password.toLowerCase()
  const [local = ''] = email.split('@')
  if (given === email || given === local || isCommonPassword(password)) {
    throw new ServiceError('password_weak', { field })
  }
}
