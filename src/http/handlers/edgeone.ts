import { batchCheck } from '../../services/checks/batch-check.ts'
import { checkHealth } from '../../services/checks/check-health.ts'
import { check } from '../../services/checks/check.ts'
import type { Handlers } from '../handler.ts'

export const edgeoneHandlers = {
  check: (ctx, { query }) => check(ctx, query),
  checkPost: (ctx, { body }) => check(ctx, body),
  batchCheck: (ctx, { body }) => batchCheck(ctx, body),
  checkHealth: (ctx) => checkHealth(ctx),
} satisfies Partial<Handlers>
