import { isCommonPassword } from '../../auth/common-passwords.ts'
import { ServiceError } from '../../contract/errors.ts'

const differentMin = 3
/** What a guesser of such a site begins with; figures and signs around it make it no better. */
const ownWord = /^[^a-z]*easy[^a-z]*tier[^a-z]*$/

/**
 * Refuses a new password that guessers try first: one of the most common, the account's own
 * address, the name of what is served here, or of fewer than three different characters.
 * Throws ServiceError password_weak.
 */
export function requireStrongPassword(password: string, email: string, field: string): void {
  const given = password.toLowerCase()
  const [local = ''] = email.split('@')
  if (
    given === email ||
    given === local ||
    ownWord.test(given) ||
    isCommonPassword(password) ||
    new Set(password).size < differentMin
  ) {
    throw new ServiceError('password_weak', { field })
  }
}
