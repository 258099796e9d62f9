import { isCommonPassword } from '../../auth/common-passwords.ts'
import { ServiceError } from '../../contract/errors.ts'

const differentMin = 3

/**
 * Refuses a new password that guessers try first: one of the most common, the account's own
 * address, or of fewer than three different characters.
 * Throws ServiceError password_weak.
 */
export function requireStrongPassword(password: string, email: string, field: string): void {
  const given = password.toLowerCase()
  const [local = ''] = email.split('@')
  if (
    given === email ||
    given === local ||
    isCommonPassword(password) ||
    new Set(password).size < differentMin
  ) {
    throw new ServiceError('password_weak', { field })
  }
}
