import { TextAnswer } from '../answer.ts'
import type { Handlers } from '../handler.ts'
import { siteAudit } from '../../services/audit/index.ts'
import { openapi } from './openapi.ts'
import { selfTest } from '../../services/self-test/index.ts'
import {
  checkInit,
  confirmRegistration,
  deleteUser,
  exportData,
  getSettings,
  importData,
  initialize,
  listRegistrations,
  listUsers,
  makeResetToken,
  testEmail,
  updateSettings,
  updateUser,
} from '../../services/system/index.ts'

export const systemHandlers = {
  checkInit: (ctx) => checkInit(ctx),
  initialize: (ctx, { body }) => initialize(ctx, body),
  getSettings: (ctx) => getSettings(ctx),
  updateSettings: (ctx, { body }) => updateSettings(ctx, body),
  listUsers: (ctx, { query }) => listUsers(ctx, query),
  updateUser: (ctx, { params, body }) => updateUser(ctx, { ...params, ...body }),
  deleteUser: (ctx, { params }) => deleteUser(ctx, params),
  makeResetToken: (ctx, { params }) => makeResetToken(ctx, params),
  listRegistrations: (ctx) => listRegistrations(ctx),
  confirmRegistration: (ctx, { params, body }) => confirmRegistration(ctx, { ...params, ...body }),
  testEmail: (ctx, { body }) => testEmail(ctx, body),
  selfTest: (ctx, { body }) => selfTest(ctx, body),
  exportData: async (ctx, { query }) => {
    const { ndjson, nextCursor } = await exportData(ctx, query)
    return new TextAnswer(
      () => ndjson,
      nextCursor === undefined ? {} : { headers: { 'x-next-cursor': nextCursor } },
    )
  },
  importData: (ctx, { text, query }) => importData(ctx, { text, ...query }),
  siteAudit: (ctx, { query }) => siteAudit(ctx, query),
  openapi,
} satisfies Partial<Handlers>
