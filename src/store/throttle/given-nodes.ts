import type { StoreContext } from '../context/context.ts'
import { throttleKey, throttlePrefix } from '../kv/keys.ts'
import { emptyValue, listPage, mapBounded } from '../kv/port.ts'
import { throttles } from './rules.ts'
import { hitMs, subjectHash, throttleTime } from './throttle.ts'

/** What an isolate remembers of an address: the nodes that it was given and when first, and which of them are written down. */
export type RememberedGiven = {
  readonly times: Map<number, number>
  readonly written: Set<number>
  readMs: number
}

/** Nodes that an address was given within the last hour, and when first. */
export type GivenNodes = ReadonlyMap<number, number>

const { kind, windowMs } = throttles.givenNodes

/** Fewer nodes than this are nobody's concern: nothing is written of an address, and nothing read. */
export const quietNodes = 8
/** What other places have given is read again after this long. */
const readEveryMs = 30_000
const subjectsMax = 4096
/** Nodes of one key: ids of 14 hex characters. */
const perKey = 8
const idChars = 14
const width = 4

function remembered({ memory, clock }: StoreContext, subject: string): RememberedGiven {
  const known = memory.given.get(subject) ?? { times: new Map(), written: new Set(), readMs: 0 }
  // Deleted first, so that the oldest is the first in the map's order.
  memory.given.delete(subject)
  memory.given.set(subject, known)
  const [oldest] = memory.given.keys()
  if (memory.given.size > subjectsMax && oldest !== undefined) memory.given.delete(oldest)
  const nowMs = clock()
  for (const [id, ms] of known.times) {
    if (ms + windowMs > nowMs) continue
    known.times.delete(id)
    known.written.delete(id)
  }
  return known
}

/**
 * Nodes that an address was given within the last hour, as far as this isolate knows; from the eighth on also what others
 * have written down: one list every half minute.
 */
export async function readGivenNodes(ctx: StoreContext, subject: string): Promise<GivenNodes> {
  const entry = remembered(ctx, subject)
  const nowMs = ctx.clock()
  if (entry.times.size < quietNodes || nowMs - entry.readMs < readEveryMs) return entry.times
  entry.readMs = nowMs
  const { keys } = await listPage(ctx.kv, throttlePrefix(kind, subjectHash(subject)))
  for (const key of keys) {
    const ms = hitMs(key)
    if (ms + windowMs <= nowMs) continue
    for (const id of idsOf(key)) {
      entry.times.set(id, Math.min(ms, entry.times.get(id) ?? ms))
      entry.written.add(id)
    }
  }
  return entry.times
}

function idsOf(key: string): number[] {
  const ids = key.slice(key.lastIndexOf('_') + 1)
  return Array.from({ length: Math.floor(ids.length / idChars) }, (_, at) =>
    Number.parseInt(ids.slice(at * idChars, (at + 1) * idChars), 16),
  )
}

/** Notes which nodes an address was given. From the eighth on they are written down behind the answer, up to eight a put. */
export function noteGivenNodes(ctx: StoreContext, subject: string, ids: readonly number[]): void {
  const { times, written } = remembered(ctx, subject)
  const nowMs = ctx.clock()
  for (const id of ids) if (!times.has(id)) times.set(id, nowMs)
  if (times.size < quietNodes) return
  const fresh = [...times.keys()].filter((id) => !written.has(id))
  for (const id of fresh) written.add(id)
  const keys = Array.from({ length: Math.ceil(fresh.length / perKey) }, (_, at) => {
    const hex = fresh
      .slice(at * perKey, (at + 1) * perKey)
      .map((id) => id.toString(16).padStart(idChars, '0'))
    return throttleKey(kind, subjectHash(subject), throttleTime(nowMs), hex.join(''))
  })
  if (keys.length > 0) ctx.waitUntil(mapBounded(keys, width, (key) => ctx.kv.put(key, emptyValue)))
}
