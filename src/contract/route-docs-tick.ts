import type { DocsOf } from './route-docs.ts'
import type { tickRoutes } from './routes-tick.ts'
import { TickAnswer } from './tick.ts'

const example = { answer: { due: 4, checked: 12, alerted: 0, next_due_s: 60 } }

export const tickDocs = {
  tick: {
    tag: 'system',
    summary: {
      zh: '执行到期的后台工作(请求头 X-Tick-Key 或 ?key= 为 TICK_KEY)',
      en: 'Do the background work that is due (header X-Tick-Key or ?key= is TICK_KEY)',
    },
    answer: TickAnswer,
    errors: [],
    example,
  },
  tickGet: {
    tag: 'system',
    summary: { zh: '同上，供只能发送 GET 的定时服务使用', en: 'The same for timers that can only GET' },
    answer: TickAnswer,
    errors: [],
    example,
  },
} as const satisfies DocsOf<typeof tickRoutes>
