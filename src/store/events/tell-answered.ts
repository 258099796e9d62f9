import {
  answeredChanges,
  answeredFigures,
  intervalOf,
  isOnline,
  isUp,
  timesOfChanges,
  type OffInterval,
} from '../../domain/presence/index.ts'
import { changesOf, pointsOf } from '../../domain/traffic/index.ts'
import type { Evidence } from '../../domain/evidence/index.ts'
import type { StoreContext } from '../context/context.ts'
import { evidenceIn, type Looks } from '../evidence/index.ts'
import { answeredKey } from '../kv/fact-keys.ts'
import { emptyValue, mapBounded } from '../kv/port.ts'
import { readReportData, wholeAccount } from '../nodes/node-data.ts'
import { answeredFactKey } from '../nodes/node-facts.ts'
import { presenceNow, type LiveFacts } from '../reports/node-figures.ts'
import type { CollectedNode } from '../views/view-collect.ts'

/** Nodes that one pass tells of: three operations each, and two or three more to write. */
const nodesMax = 16
const atOnce = 8

function lastOf({ live }: Pick<LiveFacts, 'live'>) {
  return live === undefined
    ? null
    : { timeMs: live.timeMs, online: live.online, intervalS: intervalOf(live.gapsS) }
}

/**
 * Whether what is kept of a node that says nothing has to be made anew at `untilMs`: checks have begun to be answered, are
 * no more, or it speaks for itself again.
 */
export function isAnswerNews({ facts }: CollectedNode, seen: Evidence, untilMs: number): boolean {
  const last = lastOf(facts)
  const isThere = !isOnline(last, untilMs) && isUp({ last, seen }, untilMs)
  return isThere !== facts.isToldAnswered
}

/**
 * Keeps of nodes that say nothing when checks were answered: for their history as changes beside their reports, for lists as
 * figures like those of a report. `ids`: nodes of which there is news, the first 16; the rest is for the next pass. What is
 * kept already is made again only where it differs, so passes that are lost, doubled or blind to each other do no harm.
 */
export async function tellAnswered(
  ctx: StoreContext,
  ids: readonly number[],
  looks: Looks,
  untilMs: number,
): Promise<void> {
  await mapBounded(ids.slice(0, nodesMax), atOnce, async (id) => tellOf(ctx, id, looks, untilMs))
}

async function tellOf(ctx: StoreContext, id: number, looks: Looks, untilMs: number): Promise<void> {
  const data = await readReportData(ctx, id)
  if (data === undefined || !data.hasAccount) return
  const { node, zoneMs } = data
  const seen = evidenceIn(looks, node, untilMs)
  const account = wholeAccount(data, ctx.clock())
  const word = pointsOf(account).findLast(({ timeMs }) => timeMs <= untilMs)
  const sinceMs = changesOf(account, untilMs).findLast(([atMs, up]) => up === 1 && atMs <= untilMs)?.[0] ?? 0
  const told = node.answered ?? []
  const changes = answeredChanges(told, seen.goodMs, {
    word: word === undefined ? undefined : { ...word, sinceMs },
    untilMs,
  })
  await mapBounded(changes, atOnce, ({ ms, isOn }) => ctx.kv.put(answeredFactKey(id, ms, isOn), emptyValue))
  const known = timesOfChanges([...told.flatMap(edgesOf), ...changes])
  const presence = presenceNow(
    { ...node, answered: known },
    account.firstMs,
    { zoneMs, nowMs: untilMs },
    seen,
  )
  const last = word ?? null
  const isThere = !isOnline(last, untilMs) && isUp({ last, seen }, untilMs)
  await ctx.kv.put(answeredKey(id, answeredFigures(account, presence, untilMs, isThere)), emptyValue)
}

function edgesOf([from, to]: OffInterval) {
  return [{ ms: from, isOn: true }, ...(to === 0 ? [] : [{ ms: to, isOn: false }])]
}
