import type { ServiceContext } from '../../services/context/index.ts'
import { HeadedAnswer } from '../answer.ts'
import { RequestDevices } from '../device-cookies.ts'
import type { Handlers } from '../handler.ts'
import { ownAudit } from '../../services/audit/index.ts'
import {
  challenge,
  changePassword,
  confirmTotp,
  deleteMe,
  disableTotp,
  endSession,
  enrolTotp,
  login,
  logout,
  logoutAll,
  me,
  register,
  requestPasswordReset,
  resendVerification,
  resetPassword,
  sessions,
  stepUp,
  peekVerification,
  verify,
  verifyByPassword,
} from '../../services/auth/index.ts'

export const authHandlers = {
  register: (ctx, { body }) => register(ctx, body),
  challenge: (ctx) => challenge(ctx),
  login: async (ctx, { body }) => withCookie(ctx, await login(ctx, body)),
  verify: (ctx, { query }) => verify(ctx, query),
  verifyByPassword: (ctx, { body }) => verifyByPassword(ctx, body),
  peekVerification: (ctx, { body }) => peekVerification(ctx, body),
  resendVerification: (ctx, { body }) => resendVerification(ctx, body),
  requestPasswordReset: (ctx, { body }) => requestPasswordReset(ctx, body),
  resetPassword: async (ctx, { body }) => withCookie(ctx, await resetPassword(ctx, body)),
  me: (ctx) => me(ctx),
  deleteMe: (ctx, { body }) => deleteMe(ctx, body),
  changePassword: (ctx, { body }) => changePassword(ctx, body),
  logoutAll: (ctx) => logoutAll(ctx),
  logout: (ctx) => logout(ctx),
  ownAudit: (ctx, { query }) => ownAudit(ctx, query),
  sessions: (ctx) => sessions(ctx),
  endSession: (ctx, { params }) => endSession(ctx, params),
  enrolTotp: (ctx, { body }) => enrolTotp(ctx, body),
  confirmTotp: (ctx, { body }) => confirmTotp(ctx, body),
  disableTotp: (ctx, { body }) => disableTotp(ctx, body),
  stepUp: (ctx, { body }) => stepUp(ctx, body),
} satisfies Partial<Handlers>

/** The answer together with the cookie that the service had remembered. */
function withCookie<Answer>({ devices }: ServiceContext, answer: Answer): Answer | HeadedAnswer<Answer> {
  const cookie = devices instanceof RequestDevices ? devices.setCookie : undefined
  return cookie === undefined ? answer : new HeadedAnswer(answer, { 'set-cookie': cookie })
}
