import { minuteMs } from '../../contract/time.ts'
import type { StoreContext } from '../context/context.ts'
import { throttleTag, type ThrottleSubject } from './throttle.ts'
import { throttleWaitMs, type Hit, type RememberedHits } from './throttle-rule.ts'

/** Subjects an isolate remembers; the one that came first is forgotten. */
const subjectsMax = 10_000

/** A hit in memory: to be taken back, and whether the isolate knew others of the subject. */
export type MemoryHit = { readonly undo: () => void; readonly isFirst: boolean }

function keyOf({ rule, subject }: ThrottleSubject): string {
  return `${rule.kind} ${subject}`
}

/** A refusal holds for who was refused: another tag of the subject may have hits left. */
function refusalKeyOf(subject: ThrottleSubject): string {
  const { rule, tag } = subject
  return rule.perTag === undefined ? keyOf(subject) : `${keyOf(subject)} ${throttleTag(tag)}`
}

function remembered({ memory }: StoreContext, key: string): RememberedHits {
  const known = memory.throttles.get(key)
  if (known !== undefined) return known
  const [first] = memory.throttles.keys()
  if (memory.throttles.size >= subjectsMax && first !== undefined) memory.throttles.delete(first)
  const entry: RememberedHits = { hits: [], refusedUntilMs: 0 }
  memory.throttles.set(key, entry)
  return entry
}

/**
 * Counts one hit in the isolate's memory unless that is one too many by what the isolate knows: then the milliseconds
 * to wait. Not interrupted by anything, so that calls side by side are counted one after the other.
 */
export function hitMemory(ctx: StoreContext, subject: ThrottleSubject): MemoryHit | number {
  const { rule } = subject
  const nowMs = ctx.clock()
  const entry = remembered(ctx, keyOf(subject))
  const tag = throttleTag(subject.tag)
  entry.hits = entry.hits.filter(({ ms }) => ms + rule.windowMs > nowMs)
  const refusedMs = (ctx.memory.throttles.get(refusalKeyOf(subject))?.refusedUntilMs ?? 0) - nowMs
  const waitMs = Math.max(refusedMs, throttleWaitMs(rule, entry.hits, tag, nowMs))
  if (waitMs > 0) return waitMs
  const hit: Hit = { ms: nowMs, tag }
  const isFirst = entry.hits.length === 0
  entry.hits = [...entry.hits, hit]
  const undo = (): void => {
    entry.hits = entry.hits.filter((one) => one !== hit)
  }
  return { undo, isFirst }
}

/** Remembers that the store refuses a subject for so long: until then nothing is written or read for it. */
export function refuseInMemory(ctx: StoreContext, subject: ThrottleSubject, waitMs: number): void {
  const entry = remembered(ctx, refusalKeyOf(subject))
  entry.refusedUntilMs = Math.max(entry.refusedUntilMs, ctx.clock() + Math.min(waitMs, refusedMsMax))
}

/** What another place has taken back since is to be seen before long. */
const refusedMsMax = minuteMs
