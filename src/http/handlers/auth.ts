import type { Handlers } from '../handler.ts'
import {
  changePassword,
  deleteMe,
  login,
  logoutAll,
  me,
  register,
  requestPasswordReset,
  resendVerification,
  resetPassword,
  verify,
} from '../../services/auth/index.ts'

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
