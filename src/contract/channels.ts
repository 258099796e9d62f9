import * as v from 'valibot'
import { amount, count, text } from './fields.ts'
import { nodeEventKinds, siteEventKinds } from './events.ts'

/** Services that bring a message to somebody. */
export const channelKinds = [
  'webhook',
  'mail',
  'telegram',
  'bark',
  'serverchan',
  'wecom',
  'dingtalk',
  'feishu',
  'discord',
  'slack',
  'ntfy',
  'gotify',
  'wxpusher',
  'pushplus',
] as const
export type ChannelKind = (typeof channelKinds)[number]

/** A part of a channel's credential. None of them is ever answered: `secret` ones hide while they are typed, too. */
export type ChannelField = {
  readonly name: string
  readonly optional?: true
  readonly secret?: true
  /** `url`: an https address; `lines`: a text of several lines. */
  readonly type?: 'url' | 'lines'
  /** What it has to look like. */
  readonly shape?: RegExp
}

const server = { name: 'server', type: 'url', optional: true } as const
const token = { name: 'token', secret: true, shape: /^[\x21-\x7e]{4,256}$/ } as const

/** What each kind asks of its owner. A mail goes to the address of the account alone. */
export const channelFields = {
  webhook: [
    { name: 'url', type: 'url' },
    { name: 'secret', secret: true, optional: true },
    { name: 'template', type: 'lines', optional: true },
  ],
  mail: [],
  telegram: [
    { ...token, shape: /^\d{4,20}:[\w-]{20,100}$/ },
    { name: 'chat_id', shape: /^(?:-?\d{1,20}|@\w{4,64})$/ },
    { name: 'thread_id', optional: true, shape: /^\d{1,12}$/ },
    server,
  ],
  bark: [{ name: 'device_key', secret: true, shape: /^[\w-]{6,100}$/ }, server],
  serverchan: [{ name: 'key', secret: true, shape: /^(?:SCT[\w-]{6,100}|sctp\d{1,12}t[\w-]{6,100})$/ }],
  wecom: [{ name: 'url', type: 'url', shape: /\/cgi-bin\/webhook\/send\?(?:.*&)?key=[\w-]+/ }],
  dingtalk: [
    { name: 'url', type: 'url', shape: /\/robot\/send\?(?:.*&)?access_token=\w+/ },
    { name: 'secret', secret: true, optional: true, shape: /^[\x21-\x7e]{8,200}$/ },
  ],
  feishu: [
    { name: 'url', type: 'url', shape: /\/open-apis\/bot\/v2\/hook\/[\w-]+/ },
    { name: 'secret', secret: true, optional: true, shape: /^[\x21-\x7e]{4,200}$/ },
  ],
  discord: [{ name: 'url', type: 'url', shape: /\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]+/ }],
  slack: [{ name: 'url', type: 'url', shape: /\/services\/[\w/]+/ }],
  ntfy: [{ name: 'topic', secret: true, shape: /^[\w-]{1,64}$/ }, { ...token, optional: true }, server],
  gotify: [{ name: 'server', type: 'url' }, token],
  wxpusher: [{ name: 'spt', secret: true, shape: /^SPT_\w{6,100}$/ }],
  pushplus: [{ ...token, shape: /^[0-9a-zA-Z]{16,64}$/ }],
} as const satisfies Record<ChannelKind, readonly ChannelField[]>

export const channelLanguages = ['zh-CN', 'en'] as const
export type ChannelLanguage = (typeof channelLanguages)[number]
export const reminders = ['never', 'daily'] as const
/** Whose events a channel tells: those of its owner's nodes, or those of the site to its admins. */
export const channelScopes = ['own', 'site'] as const
export type ChannelScope = (typeof channelScopes)[number]

export const channelLimits = {
  channelsMax: 10,
  nameCharsMax: 40,
  nodesMax: 200,
  credentialCharsMax: 2000,
  /** Minutes that a node has to be down before it is told. */
  afterMinutes: 5,
  afterMinutesMax: 1440,
  deliveriesShown: 50,
} as const

/** Ends of states: who is told of a state is told of its end. */
const ends = ['online', 'reachable', 'checker_well', 'clock_runs'] as const
type Told<Kind> = Exclude<Kind, (typeof ends)[number]>

function without<Kind extends string>(kinds: readonly Kind[]): Told<Kind>[] {
  return kinds.filter((kind): kind is Told<Kind> => !ends.some((end) => end === kind))
}

/** What a channel may be asked to tell of nodes, and of the site. */
export const nodeChannelEvents = without(nodeEventKinds)
export const siteChannelEvents = without(siteEventKinds)
export const channelEvents = [...nodeChannelEvents, ...siteChannelEvents]

const settings = {
  name: text('名称', channelLimits.nameCharsMax, 1),
  language: v.picklist(channelLanguages, '消息语言须为 zh-CN 或 en'),
  events: v.pipe(
    v.array(v.picklist(channelEvents, '含有未知的事件'), '事件必须是数组'),
    v.maxLength(channelEvents.length, '事件过长'),
  ),
  /** Empty: all nodes. */
  nodes: v.pipe(
    v.array(amount('节点', Number.MAX_SAFE_INTEGER, 1), '节点必须是数组'),
    v.maxLength(channelLimits.nodesMax, `节点最多 ${channelLimits.nodesMax} 个`),
  ),
  after_minutes: count('异常持续多久后通知', channelLimits.afterMinutesMax),
  reminder: v.picklist(reminders, '再次提醒须为 never 或 daily'),
  /** `22:00-07:30`; "" = none. */
  quiet: v.pipe(
    v.string('免打扰时段必须是字符串'),
    v.regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d)?$/, '免打扰时段须形如 22:00-07:30'),
  ),
  /** Minutes that the clock of `quiet` is ahead of UTC. */
  utc_offset: count('时区', 840, -720),
}

/** Fields by their names in `channelFields`. */
const credential = v.pipe(
  v.record(v.string(), v.unknown(), '凭据必须是对象'),
  v.check(
    (fields) => Object.values(fields).every((value) => typeof value === 'string'),
    '凭据的值必须是字符串',
  ),
  v.check(
    (fields) =>
      Object.values(fields).every((value) => String(value).length <= channelLimits.credentialCharsMax),
    `凭据的值最多 ${channelLimits.credentialCharsMax} 个字符`,
  ),
  v.transform((fields) => fields as Readonly<Record<string, string>>),
)

export const ChannelCreateBody = v.object({
  kind: v.picklist(channelKinds, '服务不支持'),
  credential: v.optional(credential, {}),
  name: settings.name,
  language: v.optional(settings.language, 'zh-CN'),
  events: v.optional(settings.events, ['offline', 'unreachable']),
  nodes: v.optional(settings.nodes, []),
  after_minutes: v.optional(settings.after_minutes, channelLimits.afterMinutes),
  reminder: v.optional(settings.reminder, 'never'),
  quiet: v.optional(settings.quiet, ''),
  utc_offset: v.optional(settings.utc_offset, 480),
})

/** What is absent stays; of the credential each field by itself. */
export const ChannelUpdateBody = v.object({
  credential: v.optional(credential),
  name: v.optional(settings.name),
  language: v.optional(settings.language),
  events: v.optional(settings.events),
  nodes: v.optional(settings.nodes),
  after_minutes: v.optional(settings.after_minutes),
  reminder: v.optional(settings.reminder),
  quiet: v.optional(settings.quiet),
  utc_offset: v.optional(settings.utc_offset),
})

export const ChannelPath = v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/, 'id 无效')) })
export const ScopeQuery = v.object({
  scope: v.optional(v.picklist(channelScopes, 'scope 须为 own 或 site'), 'own'),
})

export const Channel = v.object({
  id: v.string(),
  kind: v.picklist(channelKinds),
  name: v.string(),
  /** Last four characters of its credential; "" for mails. */
  last_four: v.string(),
  language: v.picklist(channelLanguages),
  events: v.array(v.picklist(channelEvents)),
  nodes: v.array(v.number()),
  after_minutes: v.number(),
  reminder: v.picklist(reminders),
  quiet: v.string(),
  utc_offset: v.number(),
  /** Why it was switched off; null while it works. Saving it switches it on again. */
  off_reason: v.nullable(v.string()),
  saved_at: v.string(),
})
export type Channel = v.InferOutput<typeof Channel>
export const ChannelAnswer = v.object({ message: v.string(), channel: Channel })
export const ChannelsAnswer = v.object({ channels: v.array(Channel), limit: v.number() })

export const deliveryResults = ['sent', 'retry', 'failed', 'dead', 'given_up'] as const
export type DeliveryResult = (typeof deliveryResults)[number]
export const DeliveriesAnswer = v.object({
  deliveries: v.array(
    v.object({
      at: v.string(),
      result: v.picklist(deliveryResults),
      /** The service's own words, where it did not take the message. */
      reason: v.string(),
      /** What was told; `since`: when it began. `node` 0: the site. */
      items: v.array(
        v.object({
          /** It went down, is up again, was down, comes and goes, is still down; or another event. */
          word: v.picklist(['down', 'up', 'passed', 'flapping', 'still', 'event']),
          node: v.number(),
          event: v.string(),
          since: v.string(),
        }),
      ),
    }),
  ),
})
