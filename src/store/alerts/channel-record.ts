import * as v from 'valibot'
import {
  channelEvents,
  channelKinds,
  channelLanguages,
  type ChannelKind,
  type ChannelLanguage,
  reminders,
} from '../../contract/channels.ts'
import type { EventKind } from '../../contract/events.ts'

/** A channel as it was saved; another save makes another record. Times in ms. */
export type ChannelRecord = {
  readonly v: 1
  /** 12 hex characters. */
  readonly id: string
  /** Key of its user; `siteOwner` for the site's. */
  readonly owner: string
  readonly kind: ChannelKind
  readonly name: string
  /** Its credential's fields as sealed JSON; '' in the cache that ticks read. */
  readonly sealed: string
  readonly lastFour: string
  readonly language: ChannelLanguage
  readonly events: readonly EventKind[]
  /** Empty: all. */
  readonly nodes: readonly number[]
  readonly afterMinutes: number
  readonly reminder: (typeof reminders)[number]
  /** `22:00-07:30`; '' = none. `utcOffset`: minutes that its clock is ahead of UTC. */
  readonly quiet: string
  readonly utcOffset: number
  /** What began before is not its business: when it was made, or switched on again. */
  readonly sinceMs: number
  readonly savedMs: number
}

/** In the place of a user's key. */
export const siteOwner = '0'.repeat(32)

const time = v.pipe(v.number(), v.minValue(0), v.maxValue(1e14))
const minute = v.pipe(v.number(), v.integer(), v.minValue(-720), v.maxValue(1440))

/** What a stored channel has to look like, wherever it comes from. */
export const ChannelSchema = v.object({
  v: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  owner: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  kind: v.picklist(channelKinds),
  name: v.pipe(v.string(), v.maxLength(200), v.regex(/^\P{Cc}*$/u)),
  sealed: v.pipe(v.string(), v.maxLength(20_000), v.regex(/^(?:1\.[\w-]*)?$/)),
  lastFour: v.pipe(v.string(), v.maxLength(4)),
  language: v.picklist(channelLanguages),
  events: v.pipe(v.array(v.picklist(channelEvents)), v.maxLength(100)),
  nodes: v.pipe(v.array(v.pipe(v.number(), v.safeInteger())), v.maxLength(200)),
  afterMinutes: minute,
  reminder: v.picklist(reminders),
  quiet: v.pipe(v.string(), v.regex(/^(?:\d\d:\d\d-\d\d:\d\d)?$/)),
  utcOffset: minute,
  sinceMs: time,
  savedMs: time,
})
