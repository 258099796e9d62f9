import { minuteMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { listAll, mapBounded } from '../kv/port.ts'
import { readRecord, recordOf } from '../kv/record.ts'
import {
  channelKey,
  channelPrefix,
  channelsPrefix,
  channelsPrefixOf,
  offKey,
  parseChannelKey,
  type ChannelName,
} from './alert-keys.ts'
import type { ChannelRecord } from './channel-record.ts'

/** A channel, and why it is off; undefined while it works. */
export type StoredChannel = { readonly record: ChannelRecord; readonly offReason: string | undefined }

const width = 16
const pagesMax = 40
const reasonCharsMax = 400
/** Cache of what `ch_` records say, without credentials. */
const cacheKey = 'view_channels'

type Listed = { readonly key: string; readonly name: ChannelName; readonly isOff: boolean }

/** The newest of each channel. */
function newestOf(keys: readonly string[]): Listed[] {
  const newest = new Map<string, { key: string; name: ChannelName; savedMs: number; isOff: boolean }>()
  for (const key of keys) {
    const parsed = parseChannelKey(key)
    if (parsed === undefined) continue
    const { savedMs, isOff } = parsed
    const place = `${parsed.owner}_${parsed.id}`
    const known = newest.get(place)
    if (known !== undefined && known.savedMs > savedMs) continue
    const name = { owner: parsed.owner, id: parsed.id }
    const wasOff = known?.savedMs === savedMs && known.isOff
    newest.set(place, { key: channelKey(name, savedMs), name, savedMs, isOff: isOff || wasOff })
  }
  return [...newest.values()]
}

async function read(
  ctx: Pick<StoreContext, 'kv'>,
  { key, isOff }: Listed,
): Promise<StoredChannel | undefined> {
  const [text, reason] = await Promise.all([
    ctx.kv.get(key),
    isOff ? ctx.kv.get(`${key}_x`) : Promise.resolve(null),
  ])
  const record = recordOf(readRecord<ChannelRecord>(text))
  return record === undefined ? undefined : { record, offReason: isOff ? (reason ?? '') : undefined }
}

/** A user's channels, by when they were made: one list and a get each. */
export async function listChannels(ctx: Pick<StoreContext, 'kv'>, owner: string): Promise<StoredChannel[]> {
  const { keys } = await listAll(ctx.kv, channelsPrefixOf(owner), 4)
  const found = await mapBounded(newestOf(keys), width, (listed) => read(ctx, listed))
  return found
    .filter((channel) => channel !== undefined)
    .sort((a, b) => a.record.sinceMs - b.record.sinceMs || (a.record.id < b.record.id ? -1 : 1))
}

/** A channel; undefined when there is none of this name. One list, one get. */
export async function readChannel(
  ctx: Pick<StoreContext, 'kv'>,
  name: ChannelName,
): Promise<StoredChannel | undefined> {
  const [listed] = newestOf((await listAll(ctx.kv, channelPrefix(name), 1)).keys)
  return listed === undefined ? undefined : read(ctx, listed)
}

/** Saves a channel and removes what was saved of it before; a crash in between leaves keys that count no more. */
export async function saveChannel(ctx: Pick<StoreContext, 'kv'>, record: ChannelRecord): Promise<void> {
  const { keys } = await listAll(ctx.kv, channelPrefix(record), 1)
  await ctx.kv.put(channelKey(record, record.savedMs), JSON.stringify(record))
  const old = keys.filter((key) => (parseChannelKey(key)?.savedMs ?? Infinity) < record.savedMs)
  await mapBounded(old, width, (key) => ctx.kv.delete(key))
}

/** Switches a channel off as it was saved then; saving it again switches it on. */
export async function switchOff(
  ctx: Pick<StoreContext, 'kv'>,
  channel: ChannelName & { readonly savedMs: number },
  reason: string,
): Promise<void> {
  await ctx.kv.put(offKey(channel, channel.savedMs), reason.slice(0, reasonCharsMax) || '-')
}

/** Deletes everything saved of a channel; what it has told is swept. */
export async function deleteChannel(ctx: Pick<StoreContext, 'kv'>, name: ChannelName): Promise<void> {
  const { keys } = await listAll(ctx.kv, channelPrefix(name), 1)
  await mapBounded(keys, width, (key) => ctx.kv.delete(key))
}

/** Deletes all channels of a user. */
export async function deleteChannelsOf(ctx: Pick<StoreContext, 'kv'>, owner: string): Promise<void> {
  const { keys } = await listAll(ctx.kv, channelsPrefixOf(owner), 4)
  await mapBounded(keys, width, (key) => ctx.kv.delete(key))
}

/** What a tick knows of all channels. */
export type AllChannels = {
  /** Those that are on, without their credentials. */
  readonly active: readonly ChannelRecord[]
  /** Whether there is one of that name, on or off. */
  readonly has: (name: ChannelName) => boolean
}

/**
 * All channels: a list, a get of the cache, and one get for each channel saved
 * since that cache was made. Keys that count no more are removed, some at a time.
 */
export async function listAllChannels(ctx: Pick<StoreContext, 'kv' | 'clock'>): Promise<AllChannels> {
  const { keys } = await listAll(ctx.kv, channelsPrefix, pagesMax)
  if (keys.length === 0) return { active: [], has: () => false }
  const cached = await readCache(ctx)
  const listed = newestOf(keys)
  const missing = listed.filter(({ key }) => cached.get(key) === undefined)
  const fetched = await mapBounded(missing, width, async (one) => [one.key, await read(ctx, one)] as const)
  for (const [key, channel] of fetched)
    if (channel !== undefined) cached.set(key, { ...channel.record, sealed: '' })
  const kept = listed.flatMap(({ key }) => {
    const record = cached.get(key)
    return record === undefined ? [] : [[key, record] as const]
  })
  if (missing.length > 0 || kept.length < cached.size) {
    await ctx.kv.put(cacheKey, JSON.stringify({ v: 1, channels: Object.fromEntries(kept) }))
  }
  await sweepOld(ctx, keys, new Set(listed.map(({ key }) => key)))
  const off = new Set(listed.filter(({ isOff }) => isOff).map(({ key }) => key))
  const names = new Set(listed.map(({ name }) => `${name.owner}_${name.id}`))
  return {
    active: kept.filter(([key]) => !off.has(key)).map(([, record]) => record),
    has: ({ owner, id }) => names.has(`${owner}_${id}`),
  }
}

async function readCache(ctx: Pick<StoreContext, 'kv'>): Promise<Map<string, ChannelRecord>> {
  type Cache = { readonly v: 1; readonly channels: Readonly<Record<string, ChannelRecord>> }
  const cache = recordOf(readRecord<Cache>(await ctx.kv.get(cacheKey)))
  return new Map(Object.entries(cache?.channels ?? {}))
}

const settledMs = 10 * minuteMs
const sweptMax = 16

async function sweepOld(
  ctx: Pick<StoreContext, 'kv' | 'clock'>,
  keys: readonly string[],
  newest: ReadonlySet<string>,
): Promise<void> {
  const oldMs = ctx.clock() - settledMs
  const old = keys.filter((key) => {
    const parsed = parseChannelKey(key)
    return parsed !== undefined && parsed.savedMs < oldMs && !newest.has(channelKey(parsed, parsed.savedMs))
  })
  await mapBounded(old.slice(0, sweptMax), width, (key) => ctx.kv.delete(key))
}
