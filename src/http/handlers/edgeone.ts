import type { Handlers } from '../handler.ts'
import { batchCheck, checkHealth, check } from '../../services/checks/index.ts'

export const edgeoneHandlers = {
  check: (ctx, { query }) => check(ctx, query),
  checkPost: (ctx, { body }) => check(ctx, body),
  batchCheck: (ctx, { body }) => batchCheck(ctx, body),
  checkHealth: (ctx) => checkHealth(ctx),
} satisfies Partial<Handlers>
