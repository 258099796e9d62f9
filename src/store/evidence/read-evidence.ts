import { looksOf, sitePlace, type PlaceLooks, type Result } from '../../domain/evidence/index.ts'
import { evidencePrefix, parseEvidenceKey } from '../kv/evidence-keys.ts'
import { listAll } from '../kv/port.ts'
import { revokedPlaces } from '../places/index.ts'
import type { Side } from '../../contract/sides.ts'
import type { StoreContext } from '../context/context.ts'

/** Checks that are not folded yet, by place: the last hour and somewhat more. */
export type Looks = ReadonlyMap<string, PlaceLooks>

/** An isolate believes its copy for so long; a check elsewhere takes up to 60 s anyway. */
const memoryMs = 5000
/** 8,000 keys of up to 13 checks: an hour of 1,000 nodes at several places. Newest first, so that what is left is old. */
const pagesMax = 32

/** What an isolate keeps of the checks that it read. */
export type LooksMemory = {
  readonly looks: Looks
  readonly readMs: number
  readonly keys: readonly string[]
  /** Each key's checks; a key never says anything else. */
  readonly results: ReadonlyMap<string, readonly Result[]>
  /** Nothing was left out because it lies in the future. */
  readonly isWhole: boolean
  readonly ownSide: Side | undefined
  /** Places whose word counts no more. */
  readonly revoked: ReadonlySet<string>
}

/**
 * The checks of the last hour, from the isolate's memory when it read them within 5 s, else one list of a page or more. Only
 * what is new is taken apart: the rest of some 50,000 checks is known. Those of places that are revoked are left out: another
 * list, where there are other places than the site's own, at most once a minute. On which side the site's own checker is they tell as
 * far as the isolate knows the settings.
 */
export async function readLooks(ctx: StoreContext): Promise<Looks> {
  const nowMs = ctx.clock()
  const known = ctx.memory.looks
  if (known !== undefined && Math.abs(nowMs - known.readMs) < memoryMs) return looksOfNow(ctx, known)
  const { keys } = await listAll(ctx.kv, evidencePrefix, pagesMax)
  const ownSide = ownSideOf(ctx)
  const results = resultsByKey(keys, known)
  const revoked = await readRevoked(ctx, results)
  const isKnown =
    known?.isWhole === true &&
    known.ownSide === ownSide &&
    known.revoked === revoked &&
    areSame(keys, known.keys)
  const next = isKnown ? known : remembered(keys, results, nowMs, { ownSide, revoked })
  ctx.memory.looks = { ...next, readMs: nowMs }
  return next.looks
}

function ownSideOf({ memory }: StoreContext): Side | undefined {
  return memory.settings?.record.check_side || undefined
}

/** What is in memory, by the settings as they are known by now. */
function looksOfNow(ctx: StoreContext, known: LooksMemory): Looks {
  const { ownSide } = known
  if (ownSideOf(ctx) === ownSide) return known.looks
  const now = remembered(known.keys, known.results, known.readMs, { ...known, ownSide: ownSideOf(ctx) })
  ctx.memory.looks = now
  return now.looks
}

/** The next reader looks for what was just written. */
export function staleLooks({ memory }: Pick<StoreContext, 'memory'>): void {
  if (memory.looks !== undefined) memory.looks = { ...memory.looks, readMs: -Infinity }
}

function areSame(keys: readonly string[], others: readonly string[]): boolean {
  return keys.length === others.length && keys.every((key, at) => key === others[at])
}

function resultsByKey(keys: readonly string[], known: LooksMemory | undefined): LooksMemory['results'] {
  const results = new Map<string, readonly Result[]>()
  for (const key of keys) results.set(key, known?.results.get(key) ?? parseEvidenceKey(key) ?? [])
  return results
}

const none: ReadonlySet<string> = new Set()

/** Places that are revoked, as far as there are checks of others than the site's own. */
async function readRevoked(ctx: StoreContext, results: LooksMemory['results']): Promise<ReadonlySet<string>> {
  for (const [first] of results.values())
    if (first !== undefined && first.place !== sitePlace) return revokedPlaces(ctx)
  return none
}

function remembered(
  keys: readonly string[],
  results: LooksMemory['results'],
  nowMs: number,
  { ownSide, revoked }: Pick<LooksMemory, 'ownSide' | 'revoked'>,
): LooksMemory {
  const all = [...results.values()].flat()
  const possible = all.filter((result) => isPossible(result, nowMs))
  const isWhole = possible.length === all.length
  const good = revoked.size === 0 ? possible : possible.filter(({ place }) => !revoked.has(place))
  return { looks: looksOf(good, ownSide), readMs: nowMs, keys, results, isWhole, ownSide, revoked }
}

/** A check from the future was dated by a clock that was wrong: it says nothing of now. */
const aheadMs = 120_000

function isPossible({ ms }: Result, nowMs: number): boolean {
  return ms <= nowMs + aheadMs
}

/** Results in keys, without those that cannot be true at `nowMs`. */
export function resultsOf(keys: readonly string[], nowMs: number): Result[] {
  return keys.flatMap((key) => parseEvidenceKey(key) ?? []).filter((result) => isPossible(result, nowMs))
}
