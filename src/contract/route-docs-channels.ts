import { Message } from './auth.ts'
import { ChannelAnswer, ChannelsAnswer, DeliveriesAnswer } from './channels.ts'
import type { DocsOf } from './route-docs.ts'
import type { channelRoutes } from './routes-channels.ts'

const params = { id: '0123456789ab' }

const channel = {
  id: params.id,
  kind: 'telegram',
  name: 'Telegram',
  last_four: 'wxyz',
  language: 'zh-CN',
  events: ['offline', 'unreachable'],
  nodes: [],
  after_minutes: 5,
  reminder: 'never',
  quiet: '',
  utc_offset: 480,
  off_reason: null,
  saved_at: '2026-11-30T06:00:00.000Z',
}
const saved = { message: '测试消息已送达，渠道已保存', channel }
const scoped = ['admin_required', 'totp_enrolment_required'] as const
const tried = ['missing_field', 'channel_target_forbidden', 'channel_refused', 'rate_limited'] as const

export const channelDocs = {
  listChannels: {
    tag: 'alerts',
    summary: { zh: '我的告警渠道', en: 'My alert channels' },
    answer: ChannelsAnswer,
    errors: [...scoped],
    example: { answer: { channels: [channel], limit: 10 } },
  },
  createChannel: {
    tag: 'alerts',
    summary: {
      zh: '添加告警渠道(先发送测试消息)',
      en: 'Add an alert channel, which first takes a test message',
    },
    answer: ChannelAnswer,
    errors: [...scoped, ...tried, 'channel_limit', 'jwt_secret_unset'],
    example: {
      body: {
        kind: 'telegram',
        name: 'Telegram',
        credential: { token: '123456789:abcdefghijklmnopqrstuvwxyz012345678', chat_id: '123456789' },
        events: ['offline', 'unreachable'],
      },
      answer: saved,
    },
  },
  updateChannel: {
    tag: 'alerts',
    summary: {
      zh: '修改告警渠道（先发送测试消息），并重新启用',
      en: 'Change an alert channel and switch it on again, after a test message',
    },
    answer: ChannelAnswer,
    errors: [...scoped, ...tried, 'channel_not_found', 'jwt_secret_unset'],
    example: { params, body: { after_minutes: 10 }, answer: saved },
  },
  deleteChannel: {
    tag: 'alerts',
    summary: { zh: '删除告警渠道', en: 'Delete an alert channel' },
    answer: Message,
    errors: [...scoped, 'channel_not_found'],
    example: { params, answer: { message: '告警渠道已删除' } },
  },
  testChannel: {
    tag: 'alerts',
    summary: { zh: '发送测试消息', en: 'Send a test message' },
    answer: Message,
    errors: [...scoped, 'channel_not_found', 'channel_refused', 'rate_limited'],
    example: { params, answer: { message: '测试消息已送达' } },
  },
  listDeliveries: {
    tag: 'alerts',
    summary: { zh: '最近 50 次发送及结果', en: 'The newest 50 messages with their results' },
    answer: DeliveriesAnswer,
    errors: [...scoped, 'channel_not_found'],
    example: {
      params,
      answer: {
        deliveries: [
          {
            at: '2026-11-30T06:08:00.000Z',
            result: 'sent',
            reason: '',
            items: [{ word: 'down', node: 1, event: 'unreachable', since: '2026-11-30T06:02:00.000Z' }],
          },
        ],
      },
    },
  },
} as const satisfies DocsOf<typeof channelRoutes>
