import type { Handlers } from '../handler.ts'
import { tick } from '../../services/tick/index.ts'

export const tickHandlers = {
  tick: (ctx) => tick(ctx),
  tickGet: (ctx) => tick(ctx),
} satisfies Partial<Handlers>
