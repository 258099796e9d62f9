import { looksAtS, waitUntilS, type Found } from '../../contract/self-test.ts'
import type { ServiceContext } from '../context/context.ts'
import { attempt, found } from './finding.ts'
import { forgetLate, lookAtLate } from './late-trials.ts'
import { seenTrial, waitTrial } from './storage-step.ts'
import { deleteTrials, trialOf } from '../../store/self-test/index.ts'

const [, lateS, neverS, lastS] = looksAtS

/** A later look at what the first step wrote: seen by now, and how far the work behind its answer came. Three gets. */
export async function lookStep(ctx: ServiceContext, run: string, sinceS: number): Promise<readonly Found[]> {
  const [seen, reached] = await Promise.all([
    ctx.kv.get(trialOf(run, seenTrial)),
    ctx.kv.get(trialOf(run, waitTrial)),
  ])
  return [...elsewhere(seen, sinceS), ...waited(reached, sinceS), ...(await lookAtLate(ctx, run, sinceS))]
}

/** Deletes what the looks were for. */
export async function forgetTrials(ctx: ServiceContext, run: string): Promise<void> {
  const keys = [seenTrial, waitTrial].map((what) => trialOf(run, what))
  await attempt(() => deleteTrials(ctx.kv, keys))
  await attempt(() => forgetLate(ctx, run))
}

/** Nothing is said while the write may still be on its way. */
function elsewhere(seen: string | null, sinceS: number): readonly Found[] {
  const measured = `${Math.round(sinceS)} s`
  if (seen === null) return sinceS >= neverS ? [found('elsewhere_never', measured)] : []
  return [found(sinceS < lateS ? 'elsewhere_soon' : 'elsewhere_late', measured)]
}

/** The last look decides: earlier ones may see an older mark, or one that is still growing. */
function waited(reached: string | null, sinceS: number): readonly Found[] {
  if (reached === null) return []
  const seconds = Number(reached)
  const isEnough = seconds >= waitUntilS.enough
  if (!isEnough && sinceS < lastS) return []
  return [found(isEnough ? 'wait_until_long' : 'wait_until_short', `${seconds} s`)]
}
