import { waitUntilS, type Found } from '../../contract/self-test.ts'
import type { ServiceContext } from '../context/context.ts'
import { plainServer, type Platform } from '../context/platform.ts'
import { attempt, found, timed } from './finding.ts'
import { leaveLate, lateTrials, type LateTrial } from './late-trials.ts'
import { deleteTrials, longestTrials, trialOf } from '../../store/self-test/index.ts'

const slowMs = 1_000
const secondMs = 1_000

/** Names of the keys that a later look reads. */
export const seenTrial = 'seen'
export const waitTrial = 'wait'

/**
 * The first step: whether the store does what everything here stands on. Leaves two keys for the later looks, one of
 * which is written again each second behind the answer. Some 20 operations.
 */
export async function storageStep(ctx: ServiceContext, run: string): Promise<readonly Found[]> {
  const platform = ctx.platform ?? plainServer
  const binding = bindingOf(platform)
  if (platform.storage === 'none') return [binding]
  const trip = await roundTrip(ctx, run)
  if (trip === undefined) return [binding, found('kv_fails', 'refused')]
  const empty = await emptyValue(ctx, run, trip.isFresh)
  const alphabet = await keyAlphabet(ctx, run, trip.isFresh)
  const late: LateTrial[] = []
  if (!trip.isGone) late.push('trip')
  if (empty === undefined) late.push('empty')
  if (alphabet === undefined) late.push('alphabet')
  await leaveLate(ctx, run, late)
  const rows = [binding, ...trip.rows, empty ?? [], alphabet ?? []].flat()
  await ctx.kv.put(trialOf(run, seenTrial), '1')
  if (platform.kind === 'server') return rows
  if (!platform.hasWaitUntil) return [...rows, found('wait_until_absent')]
  await ctx.kv.put(trialOf(run, waitTrial), '0')
  ctx.waitUntil(countSeconds(ctx, run))
  return rows
}

function bindingOf({ storage }: Platform): Found {
  const codes = {
    global: 'kv_global',
    environment: 'kv_environment',
    none: 'kv_unbound',
    own: 'kv_own_store',
  } as const
  return found(codes[storage])
}

type Trip = {
  readonly rows: readonly Found[]
  /** Whether what was written was seen at once. */
  readonly isFresh: boolean
  /** False where nothing was late but the end of the key, which a later look finds gone or not. */
  readonly isGone: boolean
}

/** Undefined where the store refuses: nothing else can be tried then. */
async function roundTrip(ctx: ServiceContext, run: string): Promise<Trip | undefined> {
  const key = trialOf(run, lateTrials.trip)
  const put = await attempt(() => timed(ctx, () => ctx.kv.put(key, 'first')))
  if (put === undefined) return undefined
  const get = await timed(ctx, () => ctx.kv.get(key))
  await ctx.kv.put(key, 'second')
  const again = await ctx.kv.get(key)
  const removal = await timed(ctx, () => ctx.kv.delete(key))
  const gone = await ctx.kv.get(key)
  const times = [put.ms, get.ms, removal.ms]
  const measured = `put ${put.ms} ms, get ${get.ms} ms, delete ${removal.ms} ms`
  const isFresh = get.result === 'first' && again === 'second'
  if (isFresh && gone === again) return { rows: [], isFresh, isGone: false }
  const works = [get.result, again, gone].every(
    (value) => value === null || value === 'first' || value === 'second',
  )
  const rows = [
    found(!works ? 'kv_fails' : times.some((ms) => ms > slowMs) ? 'kv_slow' : 'kv_works', measured),
    found(isFresh && gone === null ? 'own_write_seen' : 'own_write_late'),
  ]
  return { rows, isFresh, isGone: true }
}

/** Undefined where the value may be on its way. */
async function emptyValue(ctx: ServiceContext, run: string, isFresh: boolean): Promise<Found | undefined> {
  const key = trialOf(run, lateTrials.empty)
  const read = await attempt(async () => {
    await ctx.kv.put(key, '')
    return ctx.kv.get(key)
  })
  if (read === null && !isFresh) return undefined
  await ctx.kv.delete(key)
  return found(read === '' ? 'empty_value_kept' : 'empty_value_lost')
}

/** Undefined where the values may be on their way. */
async function keyAlphabet(ctx: ServiceContext, run: string, isFresh: boolean): Promise<Found | undefined> {
  const keys = longestTrials(run)
  const [lower, upper] = keys
  const read = await attempt(async () => {
    await ctx.kv.put(lower, 'lower')
    await ctx.kv.put(upper, 'upper')
    return [await ctx.kv.get(lower), await ctx.kv.get(upper)]
  })
  if (read !== undefined && !isFresh && read.every((value) => value === null)) return undefined
  await attempt(() => deleteTrials(ctx.kv, keys))
  return found(read?.[0] === 'lower' && read[1] === 'upper' ? 'key_alphabet_kept' : 'key_alphabet_refused')
}

/** One write a second until the platform cuts it off: how far it came stands in the key. */
async function countSeconds(ctx: ServiceContext, run: string): Promise<void> {
  for (let second = 1; second <= waitUntilS.tried; second += 1) {
    await pause(ctx, secondMs)
    await ctx.kv.put(trialOf(run, waitTrial), String(second))
  }
}

function pause(ctx: ServiceContext, ms: number): Promise<void> {
  return new Promise((resolve) => {
    ctx.deadline(ms).signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
