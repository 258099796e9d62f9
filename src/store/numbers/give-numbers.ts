import { dayMs, minuteMs } from '../../contract/time.ts'
import type { StoreContext } from '../context/context.ts'
import { emptyValue, mapBounded } from '../kv/port.ts'
import { marginsOf } from '../context/margins.ts'
import { listClaims, numberKey, type KeptClaim } from './number-facts.ts'
import { writeNumbers } from './read-numbers.ts'
import { isHeld, ownersOf, preferredNumbers, publishedNumbers } from '../../domain/numbers/index.ts'

/** What one run writes and deletes at most. */
const givenMax = 128
const renewedMax = 64
const sweptMax = 64
const width = 8
/** Of a node that is there, this often. */
const renewMs = 30 * dayMs

/**
 * Gives a number to each of the nodes that has none, renews those of nodes that are there, and forgets what came to nothing.
 * `listed`: every node on the lists; `worthy`: those of them that shall have a number, up to `max`. Harmless when done twice or at two
 * places at once: claims that could not see each other are settled by `ownersOf`.
 */
export async function giveNumbers(
  ctx: StoreContext,
  listed: ReadonlySet<number>,
  worthy: readonly number[],
  max?: number,
): Promise<void> {
  const claims = await listClaims(ctx)
  if (claims === undefined) return ctx.log?.('numbers_incomplete')
  const nowMs = ctx.clock()
  const old = claims.filter(({ id, seenMs }) => listed.has(id) && nowMs - seenMs > renewMs)
  const renewed = old.slice(0, renewedMax).map(({ number, id }) => numberKey(number, id, nowMs))
  const given = newNumbers(claims, worthy, max).map(({ number, id }) => numberKey(number, id, nowMs))
  await mapBounded([...renewed, ...given], width, (key) => ctx.kv.put(key, emptyValue))
  const swept = sweepable(ctx, claims, listed).slice(0, sweptMax)
  await mapBounded(swept, width, (key) => ctx.kv.delete(key))
  await writeNumbers(ctx, claims)
}

/** A free number is one of which there is no fact at all, whoever's. */
function newNumbers(
  claims: readonly KeptClaim[],
  worthy: readonly number[],
  max: number | undefined,
): readonly { readonly number: number; readonly id: number }[] {
  const taken = new Set(claims.map(({ number }) => number))
  // A claim that is lost makes place for a new one once it is swept.
  const have = new Set(claims.map(({ id }) => id))
  const given: { number: number; id: number }[] = []
  for (const id of worthy.filter((one) => !have.has(one)).slice(0, givenMax)) {
    for (const number of preferredNumbers(id, max)) {
      if (taken.has(number)) continue
      taken.add(number)
      given.push({ number, id })
      break
    }
  }
  return given
}

/** Keys that say nothing more: of claims that were lost or are held no longer, and between the first and the last of a pair. */
function sweepable(
  ctx: StoreContext,
  claims: readonly KeptClaim[],
  listed: ReadonlySet<number>,
): readonly string[] {
  const nowMs = ctx.clock()
  const { settledMs, claimMs } = marginsOf(ctx)
  const owners = ownersOf(claims, nowMs)
  const published = publishedNumbers(claims, nowMs, claimMs)
  return claims.flatMap((claim) => {
    const { number, id, givenMs, keys } = claim
    if (nowMs - claim.seenMs < Math.max(settledMs, minuteMs)) return []
    if (!isHeld(claim, nowMs)) return listed.has(id) ? [] : keys
    const isTold = owners.get(number) === claim && published.get(id) === claim
    if (isTold) return keys.slice(1, -1)
    return nowMs - givenMs < settledMs ? [] : keys
  })
}
