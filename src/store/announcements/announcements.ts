import { announcementLimits } from '../../contract/announcements.ts'
import { dayMs, minuteMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { listAll, mapBounded } from '../kv/port.ts'
import { readRecord, recordOf } from '../kv/record.ts'
import {
  announcementKey,
  announcementPrefix,
  announcementTimeMs,
  announcementsPrefix,
  parseAnnouncementKey,
  type AnnouncementRecord,
} from './announcement-record.ts'

const width = 8
const pagesMax = 8
/** Of one announcement, how many of the newest saves are put together. */
const savesMax = 4
/** How long announcements are kept. */
const keptMs = 730 * dayMs
const sweptMax = 16
/** Cache of the announcements that are not over. */
const cacheKey = 'view_announcements'
const cacheMs = 2 * minuteMs
const memoryMs = 30_000
/** Of so many of the newest it is looked who is not over. */
const openMax = 20

/** Saves by announcement, newest announcement and newest save first. */
function savesOf(keys: readonly string[]): Map<string, string[]> {
  const saves = new Map<string, string[]>()
  for (const key of keys.toSorted()) {
    const id = parseAnnouncementKey(key)?.id
    if (id !== undefined) saves.set(id, [key, ...(saves.get(id) ?? [])])
  }
  return saves
}

/** An announcement of its newest save, with the updates that others added without having seen it. */
async function readSaves(
  ctx: Pick<StoreContext, 'kv'>,
  keys: readonly string[],
): Promise<AnnouncementRecord | undefined> {
  const texts = await Promise.all(keys.slice(0, savesMax).map((key) => ctx.kv.get(key)))
  const records = texts.flatMap((text) => recordOf(readRecord<AnnouncementRecord>(text)) ?? [])
  const [newest] = records
  if (newest === undefined) return undefined
  const updates = new Map(
    records.flatMap((record) => record.updates).map((one) => [`${one.ms} ${one.text}`, one]),
  )
  return { ...newest, updates: [...updates.values()].sort((one, other) => one.ms - other.ms) }
}

/** A page of the history, newest first, behind an id. One list and a get or two each. */
export async function listAnnouncements(
  ctx: Pick<StoreContext, 'kv'>,
  { before = '', limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<{ readonly records: readonly AnnouncementRecord[]; readonly next: string | undefined }> {
  const { keys } = await listAll(ctx.kv, announcementsPrefix, pagesMax)
  const older = [...savesOf(keys)].filter(([id]) => id > before)
  const page = older.slice(0, limit)
  const found = await mapBounded(page, width, ([, saves]) => readSaves(ctx, saves))
  return {
    records: found.filter((record) => record !== undefined),
    next: older.length > limit ? page.at(-1)?.[0] : undefined,
  }
}

/** An announcement; undefined when there is none of this id. */
export async function readAnnouncement(
  ctx: Pick<StoreContext, 'kv'>,
  id: string,
): Promise<AnnouncementRecord | undefined> {
  const { keys } = await listAll(ctx.kv, announcementPrefix(id), 1)
  return readSaves(ctx, keys.toSorted().toReversed())
}

/**
 * Saves an announcement that was read by `readAnnouncement` before. What was saved long ago is in it and goes; saves of
 * the last minutes stay, for another place may not have seen them.
 */
export async function saveAnnouncement(ctx: StoreContext, record: AnnouncementRecord): Promise<void> {
  const { keys } = await listAll(ctx.kv, announcementPrefix(record.id), 1)
  await ctx.kv.put(announcementKey(record.id, record.savedMs), JSON.stringify(record))
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  const old = keys.filter((key) => (parseAnnouncementKey(key)?.savedMs ?? Infinity) < oldMs)
  await mapBounded(old, width, (key) => ctx.kv.delete(key))
  await rebuildOpen(ctx)
}

/** Deletes all that was saved of an announcement. */
export async function deleteAnnouncement(ctx: StoreContext, id: string): Promise<void> {
  const { keys } = await listAll(ctx.kv, announcementPrefix(id), 1)
  await mapBounded(keys, width, (key) => ctx.kv.delete(key))
  await rebuildOpen(ctx)
}

type Cache = { readonly v: 1; readonly madeMs: number; readonly open: readonly AnnouncementRecord[] }

/**
 * Announcements that are not over, without their texts: from the isolate's memory for 30 s, else one get. Where that cache is older than two
 * minutes, it is made anew behind the answer; deleting it changes no answer.
 */
export async function openAnnouncements(ctx: StoreContext): Promise<readonly AnnouncementRecord[]> {
  const nowMs = ctx.clock()
  const known = ctx.memory.announcements
  if (known !== undefined && nowMs >= known.readMs && nowMs - known.readMs < memoryMs) return known.list
  const cache = recordOf(readRecord<Cache>(await ctx.kv.get(cacheKey)))
  if (cache === undefined) return rebuildOpen(ctx)
  ctx.memory.announcements = { list: cache.open, readMs: nowMs }
  if (Math.abs(nowMs - cache.madeMs) > cacheMs) ctx.waitUntil(rebuildOpen(ctx))
  return cache.open
}

/** Makes the cache of what is not over anew. One list, a get or two for each of the newest twenty, one put. */
async function rebuildOpen(ctx: StoreContext): Promise<readonly AnnouncementRecord[]> {
  const nowMs = ctx.clock()
  const { records } = await listAnnouncements(ctx, { limit: openMax })
  const open = records
    .filter(({ resolvedMs, untilMs }) => resolvedMs === 0 && (untilMs === 0 || untilMs > nowMs))
    .map((record) => ({ ...record, text: '', updates: [] }))
  await ctx.kv.put(cacheKey, JSON.stringify({ v: 1, madeMs: nowMs, open } satisfies Cache))
  ctx.memory.announcements = { list: open, readMs: nowMs }
  return open
}

/** Deletes announcements of more than two years ago, and what is beyond the newest 200. One list. */
export async function sweepAnnouncements(ctx: Pick<StoreContext, 'kv' | 'clock'>): Promise<void> {
  const { keys } = await listAll(ctx.kv, announcementsPrefix, pagesMax)
  const oldMs = ctx.clock() - keptMs
  const old = [...savesOf(keys)].filter(
    ([id], at) => at >= announcementLimits.keptMax || announcementTimeMs(id) < oldMs,
  )
  await mapBounded(old.flatMap(([, saves]) => saves).slice(-sweptMax), width, (key) => ctx.kv.delete(key))
}
