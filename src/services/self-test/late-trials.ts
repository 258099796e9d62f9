import { looksAtS, type Found } from '../../contract/self-test.ts'
import type { ServiceContext } from '../context/context.ts'
import { found } from './finding.ts'
import { deleteTrials, longestTrials, trialOf } from '../../store/self-test/index.ts'

/** What a step leaves to the later looks where the store shows a write late: names of the keys. */
export const lateTrials = { trip: 'trip', empty: 'empty', large: 'large' } as const
export type LateTrial = 'trip' | 'empty' | 'alphabet'

/** Its value names what is open. */
const lateTrial = 'late'
const [, , neverS] = looksAtS

/** Notes what is to be looked at again. One put, where there is something. */
export async function leaveLate(ctx: ServiceContext, run: string, late: readonly LateTrial[]): Promise<void> {
  if (late.length > 0) await ctx.kv.put(trialOf(run, lateTrial), late.join())
}

/** Whether this run found that writes are seen late. One get. */
export async function hasLate(ctx: ServiceContext, run: string): Promise<boolean> {
  return (await ctx.kv.get(trialOf(run, lateTrial))) !== null
}

/** What has become of it; nothing is said while it may still be on its way. One get, and five where something is open. */
export async function lookAtLate(
  ctx: ServiceContext,
  run: string,
  sinceS: number,
): Promise<readonly Found[]> {
  const open = await ctx.kv.get(trialOf(run, lateTrial))
  if (open === null) return []
  const get = (what: string): Promise<string | null> => ctx.kv.get(trialOf(run, what))
  const names = open.split(',')
  const isOver = sinceS >= neverS
  const judge = (isKept: boolean, kept: Found['code'], lost: Found['code']): readonly Found[] =>
    isKept || isOver ? [found(isKept ? kept : lost, `${Math.round(sinceS)} s`)] : []
  const rows: Found[] = []
  if (names.includes('trip')) rows.push(...tripRows((await get(lateTrials.trip)) === null, isOver))
  if (names.includes('empty'))
    rows.push(...judge((await get(lateTrials.empty)) === '', 'empty_value_kept', 'empty_value_lost'))
  if (names.includes('alphabet')) {
    const [lower, upper] = await Promise.all(longestTrials(run).map((key) => ctx.kv.get(key)))
    const isKept = lower === 'lower' && upper === 'upper'
    rows.push(...judge(isKept, 'key_alphabet_kept', 'key_alphabet_refused'))
  }
  const large = (await get(lateTrials.large)) !== null
  return [...rows, ...judge(large, 'large_value_kept', 'large_value_refused')]
}

function tripRows(isGone: boolean, isOver: boolean): readonly Found[] {
  if (isGone) return [found('kv_works'), found('own_write_late')]
  return isOver ? [found('kv_fails', 'delete'), found('own_write_seen')] : []
}

/** Deletes all that was left. */
export async function forgetLate(ctx: ServiceContext, run: string): Promise<void> {
  const names = [...Object.values(lateTrials), lateTrial].map((what) => trialOf(run, what))
  if (await hasLate(ctx, run)) await deleteTrials(ctx.kv, [...names, ...longestTrials(run)])
}
