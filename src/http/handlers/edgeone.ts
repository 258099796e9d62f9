import { batchCheck } from '../../services/edgeone/batch-check.ts'
import { checkHealth } from '../../services/edgeone/check-health.ts'
import { check } from '../../services/edgeone/check.ts'
import type { Handlers } from '../handler.ts'

export const edgeoneHandlers = {
  check: (ctx, { query }) => check(ctx, query),
  checkPost: (ctx, { body }) => check(ctx, body),
  batchCheck: (ctx, { body }) => batchCheck(ctx, body),
  checkHealth: (ctx) => checkHealth(ctx),
} satisfies Partial<Handlers>
