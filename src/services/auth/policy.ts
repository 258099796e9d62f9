import { choosePolicy, type PasswordPolicy } from '../../auth/passwords.ts'
import type { ServiceContext } from '../context.ts'

/** How passwords are hashed in this deployment (variable PASSWORD_HASH). */
export const passwordPolicy = (ctx: Pick<ServiceContext, 'variables' | 'passwordPolicy'>): PasswordPolicy =>
  ctx.passwordPolicy ?? choosePolicy(ctx.variables.PASSWORD_HASH)
