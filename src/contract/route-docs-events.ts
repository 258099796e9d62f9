import { EventsAnswer, FeedKeyAnswer } from './events.ts'
import type { DocsOf } from './route-docs.ts'
import type { eventRoutes } from './routes-events.ts'

const feedKey = '0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef'

export const eventDocs = {
  events: {
    tag: 'public',
    summary: {
      zh: '事件记录(登录后可看到自己节点的全部事件)',
      en: 'Log of events (with a session, everything about your own nodes)',
    },
    answer: EventsAnswer,
    errors: ['view_rebuilding', 'token_missing'],
    example: {
      query: { region: 'domestic' },
      answer: {
        events: [
          {
            id: 'mikkoz40_1_offline',
            at: '2026-11-21T15:10:00.000Z',
            kind: 'offline',
            node_id: 1,
            node_name: 'my-node',
            why: 'silent',
          },
        ],
        next: 'mikkoz40_1_offline',
      },
    },
  },
  renewFeedKey: {
    tag: 'auth',
    summary: {
      zh: '生成新的私密订阅地址(旧地址失效)',
      en: 'Make a new secret feed address (the old one ends)',
    },
    answer: FeedKeyAnswer,
    errors: [],
    example: {
      answer: {
        atom_url: `https://nodes.example.com/api/feed.xml?key=${feedKey}`,
        json_url: `https://nodes.example.com/api/feed.json?key=${feedKey}`,
      },
    },
  },
} as const satisfies DocsOf<typeof eventRoutes>
