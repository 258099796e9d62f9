import { shardChars } from '../kv/keys.ts'
import {
  addSiteDays,
  addTotals,
  addWindow,
  emptySiteDays,
  emptyTotals,
  emptyWindow,
  type SiteDays,
  type SiteHistory,
  type SiteWindow,
  type Totals,
} from '../../domain/presence/index.ts'
import type { Offer } from '../../domain/placement/index.ts'

/** What every reader must know of a part. */
export type PartHead = {
  readonly builtMs: number
  /** First instant at which a node changes by time alone: silence, expiry, a new period. */
  readonly nextMs: number
  /** Registered unexpired nodes. */
  readonly nodes: number
  readonly offers: readonly Offer[]
}

/** What the public manifest says of a part, beside its rows. */
export type PartSums = PartHead & {
  /** Of the rows; two builds with the same rows have the same. */
  readonly hash: string
  readonly rows: number
  readonly onlineRows: number
  /** UTF-8 bytes of the rows. */
  readonly bytes: number
  /** Index keys and tombstones that were listed for it. */
  readonly keys: number
  readonly totals: Totals
  readonly window: SiteWindow
  readonly days: SiteDays
}

/**
 * A view: one part for all nodes, or one for each shard of their ids. Parts that were never built are absent. Answers
 * are folds over the parts in the order of `partNames`, so how many there are shows in none of them.
 */
export type Manifest<Part extends PartHead = PartHead> = {
  readonly v: 4
  readonly divided: boolean
  readonly parts: Readonly<Record<string, Part>>
}

export type SiteManifest = Manifest<PartSums> & { readonly history: SiteHistory }

const onePart = ['']
const shards = [...shardChars]

/** The names of all parts that a view must have, in the order of its rows. */
export function partNames({ divided }: { readonly divided: boolean }): readonly string[] {
  return divided ? shards : onePart
}

/** The part that holds a node. */
export function partOf({ divided }: { readonly divided: boolean }, id: number): string {
  return divided ? (shardChars[id % shardChars.length] ?? '') : ''
}

/** False while parts of the view were never built: then no answer may be made of it. */
export function isComplete(manifest: Manifest): boolean {
  return partNames(manifest).every((name) => manifest.parts[name] !== undefined)
}

/** Sum of a number over all parts. */
export function sumOf<Part extends PartHead>(
  { parts }: Pick<Manifest<Part>, 'parts'>,
  count: (part: Part) => number,
): number {
  return Object.values(parts).reduce((sum, part) => sum + count(part), 0)
}

/** Instant at which the oldest part was built; 0 when one never was. */
export function oldestMs(manifest: Manifest, names: readonly string[] = partNames(manifest)): number {
  return Math.min(...names.map((name) => manifest.parts[name]?.builtMs ?? 0))
}

/** The manifest for readers of candidates: what they need, without the sums of the site. */
export function headsOnly(manifest: Manifest): Manifest {
  const heads = Object.entries(manifest.parts).map(([name, { builtMs, nextMs, nodes, offers }]) => [
    name,
    { builtMs, nextMs, nodes, offers },
  ])
  return { v: 4, divided: manifest.divided, parts: Object.fromEntries(heads) as Record<string, PartHead> }
}

/** Sums over all parts as of `nowMs`, whose day is `today`. */
export function sumParts(
  { parts }: Pick<Manifest<PartSums>, 'parts'>,
  nowMs: number,
  today: number,
): { readonly totals: Totals; readonly window: SiteWindow; readonly days: SiteDays } {
  const sums = { totals: emptyTotals(), window: emptyWindow(nowMs), days: emptySiteDays(today) }
  for (const part of Object.values(parts)) {
    addTotals(sums.totals, part.totals)
    addWindow(sums.window, part.window)
    addSiteDays(sums.days, part.days)
  }
  return sums
}
