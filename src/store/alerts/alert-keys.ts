import type { EventKind } from '../../contract/events.ts'
import type { DeliveryResult } from '../../contract/channels.ts'
import { type AlertItem, itemWords } from '../../domain/alerts/index.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'
import { kindCode, kindOfCode } from '../events/index.ts'
import { idKey, parseIdKey, timeKey } from '../kv/keys.ts'

/**
 * `ch_<user>_<channel>_<time>` a channel as it was saved then, the newest counts; `..._x` why it was switched off since.
 * `al_<user>_<channel>_<time><part>_<result><seconds>_<items>` one try to bring a message, with what it told; times count
 * down, so that the newest come first. The value is the service's own words.
 */
export const channelsPrefix = 'ch_'
export const deliveriesPrefix = 'al_'

/** Names a channel. */
export type ChannelName = { readonly owner: string; readonly id: string }

/** Of a user's channels. */
export function channelsPrefixOf(owner: string): string {
  return `${channelsPrefix}${owner}_`
}

/** Of everything saved of a channel. */
export function channelPrefix({ owner, id }: ChannelName): string {
  return `${channelsPrefixOf(owner)}${id}_`
}

/** Key of a channel as it was saved at an instant (ms). */
export function channelKey(name: ChannelName, savedMs: number): string {
  return `${channelPrefix(name)}${timeKey(savedMs)}`
}

/** Key of the mark that this channel is off. */
export function offKey(name: ChannelName, savedMs: number): string {
  return `${channelKey(name, savedMs)}_x`
}

export type ParsedChannelKey = ChannelName & { readonly savedMs: number; readonly isOff: boolean }

/** Reads a key of a channel or of its mark; undefined for anything else. */
export function parseChannelKey(key: string): ParsedChannelKey | undefined {
  const [, owner = '', id = '', time = '', off] =
    /^ch_([0-9a-f]{32})_([0-9a-f]{12})_([0-9a-z]{8})(_x)?$/.exec(key) ?? []
  const savedMs = decode36(time)
  return savedMs === undefined || id === '' ? undefined : { owner, id, savedMs, isOff: off !== undefined }
}

const timeMax = 36 ** 8 - 1
const siteId = '0'.repeat(12)
const results = {
  sent: 's',
  retry: 'r',
  failed: 'f',
  dead: 'd',
  given_up: 'g',
} as const satisfies Record<DeliveryResult, string>
const resultOf = new Map(
  Object.entries(results).map(([result, code]) => [code as string, result as DeliveryResult]),
)
const wordCodes = 'dupfse'
const itemChars = 1 + 2 + 12 + 8

/** Items that fit into one key. */
export const itemsPerKey = 18

/** One try to bring a message, or a part of it. */
export type Delivery = {
  readonly key: string
  readonly ms: number
  readonly result: DeliveryResult
  /** Seconds that the service wants to be left alone, of `retry`. */
  readonly afterS: number
  readonly items: readonly AlertItem[]
}

/** Of a channel's tries. */
export function deliveryPrefix({ owner, id }: ChannelName): string {
  return `${deliveriesPrefix}${owner}_${id}_`
}

/** Key of a part (0 to 35) of a try. */
export function deliveryKey(
  name: ChannelName,
  { ms, result, afterS, items }: Omit<Delivery, 'key'>,
  part: number,
): string {
  const wait = encode36(Math.min(afterS, 36 ** 4 - 1), 4)
  return `${deliveryPrefix(name)}${timeKey(timeMax - ms)}${encode36(part, 1)}_${results[result]}${wait}_${items
    .map(encodeItem)
    .join('')}`
}

/** One letter a word, in the order of `itemWords`: d down, u up, p passed, f flapping, s still, e event. */
function encodeItem({ word, kind, node, ms }: AlertItem): string {
  const letter = wordCodes[itemWords.indexOf(word)] ?? 'e'
  return `${letter}${kindCode(kind)}${node === 0 ? siteId : idKey(node)}${timeKey(ms)}`
}

function decodeItem(text: string): AlertItem | undefined {
  const word = itemWords[wordCodes.indexOf(text[0] ?? ' ')]
  const kind: EventKind | undefined = kindOfCode(text.slice(1, 3))
  const id = text.slice(3, 15)
  const node = id === siteId ? 0 : parseIdKey(id)
  const ms = decode36(text.slice(15))
  if (word === undefined || kind === undefined || node === undefined || ms === undefined) return undefined
  return { word, kind, node, ms }
}

/** Whose try a key is; undefined for anything else. */
export function parseDeliveryOwner(key: string): ChannelName | undefined {
  const [, owner, id] = /^al_([0-9a-f]{32})_([0-9a-f]{12})_/.exec(key) ?? []
  return owner === undefined || id === undefined ? undefined : { owner, id }
}

/** Reads a key of a try; undefined for anything else. Items of kinds that this version does not know are left out. */
export function parseDelivery(key: string): Delivery | undefined {
  const [, time = '', code = '', wait = '', rest = ''] =
    /^al_[0-9a-f]{32}_[0-9a-f]{12}_([0-9a-z]{8})[0-9a-z]_([a-z])([0-9a-z]{4})_([0-9a-z_]*)$/.exec(key) ?? []
  const down = decode36(time)
  const result = resultOf.get(code)
  if (down === undefined || result === undefined) return undefined
  const items: AlertItem[] = []
  for (let at = 0; at < rest.length; at += itemChars) {
    const item = decodeItem(rest.slice(at, at + itemChars))
    if (item !== undefined) items.push(item)
  }
  return { key, ms: timeMax - down, result, afterS: decode36(wait) ?? 0, items }
}
