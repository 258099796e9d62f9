import { checkInit } from '../../services/system/check-init.ts'
import { deleteUser } from '../../services/system/delete-user.ts'
import { exportData } from '../../services/system/export-data.ts'
import { getSettings } from '../../services/system/get-settings.ts'
import { importData } from '../../services/system/import-data.ts'
import { initialize } from '../../services/system/initialize.ts'
import { listUsers } from '../../services/system/list-users.ts'
import { testEmail } from '../../services/system/test-email.ts'
import { updateSettings } from '../../services/system/update-settings.ts'
import { updateUser } from '../../services/system/update-user.ts'
import { TextAnswer } from '../answer.ts'
import type { Handlers } from '../handler.ts'
import { openapi } from './openapi.ts'

export const systemHandlers = {
  checkInit: (ctx) => checkInit(ctx),
  initialize: (ctx, { body }) => initialize(ctx, body),
  getSettings: (ctx) => getSettings(ctx),
  updateSettings: (ctx, { body }) => updateSettings(ctx, body),
  listUsers: (ctx, { query }) => listUsers(ctx, query),
  updateUser: (ctx, { params, body }) => updateUser(ctx, { ...params, ...body }),
  deleteUser: (ctx, { params }) => deleteUser(ctx, params),
  testEmail: (ctx, { body }) => testEmail(ctx, body),
  exportData: async (ctx, { query }) => {
    const { ndjson, nextCursor } = await exportData(ctx, query)
    return new TextAnswer(
      () => ndjson,
      nextCursor === undefined ? {} : { headers: { 'x-next-cursor': nextCursor } },
    )
  },
  importData: (ctx, { text }) => importData(ctx, { text }),
  openapi,
} satisfies Partial<Handlers>
