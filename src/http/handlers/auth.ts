import { changePassword } from '../../services/auth/change-password.ts'
import { deleteMe } from '../../services/auth/delete-me.ts'
import { login } from '../../services/auth/login.ts'
import { logoutAll } from '../../services/auth/logout-all.ts'
import { me } from '../../services/auth/me.ts'
import { register } from '../../services/auth/register.ts'
import { requestPasswordReset } from '../../services/auth/request-password-reset.ts'
import { resendVerification } from '../../services/auth/resend-verification.ts'
import { resetPassword } from '../../services/auth/reset-password.ts'
import { verify } from '../../services/auth/verify.ts'
import type { Handlers } from '../handler.ts'

export const authHandlers = {
  register: (ctx, { body }) => register(ctx, body),
  login: (ctx, { body }) => login(ctx, body),
  verify: (ctx, { query }) => verify(ctx, query),
  resendVerification: (ctx, { body }) => resendVerification(ctx, body),
  requestPasswordReset: (ctx, { body }) => requestPasswordReset(ctx, body),
  resetPassword: (ctx, { body }) => resetPassword(ctx, body),
  me: (ctx) => me(ctx),
  deleteMe: (ctx, { body }) => deleteMe(ctx, body),
  changePassword: (ctx, { body }) => changePassword(ctx, body),
  logoutAll: (ctx) => logoutAll(ctx),
} satisfies Partial<Handlers>
