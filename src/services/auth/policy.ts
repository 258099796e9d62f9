import { choosePolicy, type PasswordPolicy } from '../../auth/passwords.ts'
import type { ServiceContext } from '../context/context.ts'

/** How passwords are hashed in this deployment (variable PASSWORD_HASH). */
export function passwordPolicy(ctx: ServiceContext): PasswordPolicy {
  return ctx.passwordPolicy ?? choosePolicy(ctx.variables.PASSWORD_HASH)
}
