import { minuteMs } from '../../contract/time.ts'
import { decode36 } from '../../domain/values/index.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { parseTrialKey, timeKey, trialKey, trialsPrefix } from '../kv/keys.ts'
import { listPage, mapBounded, type Kv, type KvPage } from '../kv/port.ts'

/** A run may be continued this long. */
const runMs = 10 * minuteMs
const sweepMax = 64
const width = 8

/** Names a run: its time and 32 random bits. */
export function newRun(ctx: Pick<StoreContext, 'clock' | 'random'>): string {
  return `${timeKey(ctx.clock())}_${randomHex(ctx.random, 4)}`
}

/** Whether a run began within the last ten minutes: no other may write, so that the sweep finds whatever is left. */
export function isOpenRun(ctx: Pick<StoreContext, 'clock'>, run: string): boolean {
  const startMs = decode36(run.slice(0, 8)) ?? 0
  return Math.abs(ctx.clock() - startMs) < runMs
}

/** Key of one thing that a run tries; `what` is of the alphabet of keys. */
export function trialOf(run: string, what: string): string {
  return trialKey(run, what)
}

/** The longest key there may be, of this run, with its letters in both cases. */
export function longestTrials(run: string, chars = 512): readonly [lower: string, upper: string] {
  const start = trialKey(run, '')
  return [start + 'z'.repeat(chars - start.length), start + 'Z'.repeat(chars - start.length)]
}

/** Names of the keys by which a run tries lists, from one number on. */
export function listedTrials(run: string, from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    trialKey(run, `k${String(from + index).padStart(3, '0')}`),
  )
}

/** One page of those keys as the store itself answers it. */
export function listTrials(kv: Kv, run: string, cursor: string, limit: number): Promise<KvPage> {
  const prefix = trialKey(run, 'k')
  return kv.list(cursor === '' ? { prefix, limit } : { prefix, limit, cursor })
}

/** Writes a value under each of the keys, eight at a time. */
export async function putTrials(kv: Kv, keys: readonly string[], value: string): Promise<void> {
  await mapBounded(keys, width, (key) => kv.put(key, value))
}

/** Deletes the keys, eight at a time. */
export async function deleteTrials(kv: Kv, keys: readonly string[]): Promise<void> {
  await mapBounded(keys, width, (key) => kv.delete(key))
}

/** Deletes what runs of more than ten minutes ago have left, 64 keys at most. One list. */
export async function sweepTrials(ctx: Pick<StoreContext, 'kv' | 'clock'>): Promise<void> {
  const beforeMs = ctx.clock() - runMs
  const { keys } = await listPage(ctx.kv, trialsPrefix)
  const old = keys.filter((key) => (parseTrialKey(key) ?? 0) < beforeMs).slice(0, sweepMax)
  await deleteTrials(ctx.kv, old)
}
