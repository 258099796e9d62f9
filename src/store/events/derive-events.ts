import type { SiteEvent } from '../../contract/events.ts'
import {
  eventOrder,
  presenceEvents,
  reachEvents,
  scheduledEvents,
  type EventWindow,
  type ReachHistory,
} from '../../domain/events/index.ts'
import { looksOf, type Evidence } from '../../domain/evidence/index.ts'
import { deadlineMs, intervalOf, type LiveFigures, type OffInterval } from '../../domain/presence/index.ts'
import type { StateChange } from '../../domain/traffic/index.ts'
import { dayMs, minuteMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { repairAgeMs } from '../kv/fact-keys.ts'
import { shardChars } from '../kv/keys.ts'
import type { LiveFacts } from '../reports/node-figures.ts'
import { drainChanges } from '../nodes/node-facts.ts'
import { timesOff } from '../nodes/times-off.ts'
import { readNodeData, wholeAccount } from '../nodes/node-data.ts'
import { drainedSince } from '../users/disabled-users.ts'
import type { Manifest } from '../views/manifest.ts'
import { collectPart, type Collected, type CollectedNode } from '../views/view-collect.ts'
import { viewKey } from '../views/view-keys.ts'
import { readValue } from '../views/view-value.ts'
import { evidenceIn, type Looks } from '../evidence/index.ts'
import { levelNews, levelsOfNewest, type LevelNews } from './levels-of-newest.ts'
import { isAnswerNews, tellAnswered } from './tell-answered.ts'
import { withPlaceNames } from './failed-places.ts'
import { eventsOfPlaces } from './doubts.ts'
import { siteLogName } from './event-keys.ts'
import { knownEvents, newestOfNode, newestReach, writeEvents, type KnownEvents } from './event-log.ts'
import { mapBounded } from '../kv/port.ts'
import { presenceOfReports } from './note-report-events.ts'

/** How far back a pass looks: a clock that stood still for longer has lost what time alone brought before. */
const lookBackMs = 7 * dayMs
const knownPagesMax = 4
/** Nodes whose account one pass reads, because they have just changed or what came is close together (four operations each), and as many for levels. */
const accountsMax = 16
const accountsAtOnce = 8
const eventsMax = 300
/** Nodes that one pass over a divided site looks at; the next pass goes on with the parts behind. */
const nodesMax = 1500
const onePart = { pagesMax: 40, nodesMax: Infinity }

/**
 * Writes what has happened to all nodes and is not in the log yet: silence, first reports, coming and going, levels that
 * the newest report reached, what was scheduled; and keeps of nodes that say nothing when checks were answered. Nothing is remembered between two passes: what the facts say happened up to two minutes ago (later ones may
 * not be seen here yet) is compared with the log itself. So lost passes are made up for by the next one within seven
 * days, and doubled ones, also at places that see nothing of each other, write the same keys. Bounded: 1,500 nodes,
 * 16 accounts and 300 events, the oldest first; what is left is for the next pass. Answers how many it wrote.
 */
export async function deriveEvents(ctx: StoreContext, signal: AbortSignal): Promise<number> {
  const nowMs = ctx.clock()
  const { visibleMs } = marginsOf(ctx)
  const untilMs = nowMs - visibleMs
  const known = await knownEvents(ctx, knownPagesMax)
  const window = { fromMs: Math.max(untilMs - lookBackMs, known.sinceMs), untilMs }
  const events: SiteEvent[] = []
  const unclear: number[] = []
  const reached: Reached[] = []
  const answered: number[] = []
  const levels: LevelNews[] = []
  let seen: Looks | undefined
  await eachPart(ctx, signal, (collected) => {
    const looks = looksUntil(collected.looks, untilMs)
    seen = looks
    for (const entry of collected.nodes) {
      const evidence = evidenceIn(looks, entry.node, untilMs)
      const found = eventsOfNode(entry, collected, window, { visibleMs, nowMs, known, evidence })
      events.push(...found.events)
      if (found.isUnclear) unclear.push(entry.node.id)
      const level = levelNews(entry, known, window)
      if (level !== undefined) levels.push(level)
      if (isAnswerNews(entry, evidence, untilMs)) answered.push(entry.node.id)
      if (found.reached !== undefined) reached.push(found.reached)
    }
  })
  for (let at = 0; at < Math.min(unclear.length, accountsMax); at += accountsAtOnce) {
    const some = unclear.slice(at, Math.min(at + accountsAtOnce, accountsMax))
    const read = await Promise.all(some.map((id) => eventsOfAccount(ctx, id, window)))
    events.push(...read.flat())
  }
  const reachedLevels = await mapBounded(levels.slice(0, accountsMax), accountsAtOnce, (one) =>
    levelsOfNewest(ctx, one, window),
  )
  events.push(...reachedLevels.flat())
  events.push(...(await eventsOfOwnLogs(ctx, reached, window)))
  if (seen !== undefined) events.push(...(await eventsOfPlaces(ctx, seen, known.checkers, window)))
  const news = events
    .filter((event) => !known.names.has(siteLogName(event)))
    .sort(eventOrder)
    .reverse()
    .slice(0, eventsMax)
  await writeEvents(ctx, await withPlaceNames(ctx, news))
  if (seen !== undefined) await tellAnswered(ctx, answered, seen, untilMs)
  return news.length
}

/** Collects the site: whole where it has one part, else as many parts as fit, from one on that goes on by the minute. */
async function eachPart(
  ctx: StoreContext,
  signal: AbortSignal,
  visit: (collected: Collected) => void,
): Promise<void> {
  const view = await readValue<Manifest>(ctx, viewKey('q'))
  if (view?.header.divided !== true) {
    const whole = await collectPart(ctx, '', onePart)
    if (whole !== undefined) {
      visit(whole)
      return
    }
  }
  const first = Math.floor(ctx.clock() / minuteMs) * partsStep
  let nodes = 0
  for (let at = 0; at < shardChars.length && nodes < nodesMax && !signal.aborted; at += 1) {
    const collected = await collectPart(ctx, shardChars[(first + at) % shardChars.length] ?? '0')
    if (collected === undefined) continue
    nodes += collected.nodes.length
    visit(collected)
  }
}

/** Shards by which the first one of a pass moves on: prime to their number, so that each comes first now and then. */
const partsStep = 7

type Found = {
  readonly events: readonly SiteEvent[]
  /** Its newest reports may not have seen each other: the account must tell. */
  readonly isUnclear: boolean
  /** It can be joined since a moment ago, and the site's log does not reach back to what was told before. */
  readonly reached?: Reached
}

type Reached = Omit<ReachHistory, 'told'>

/** Where more has happened than a pass reads, the node's own log tells what was said of it: one list each, the first 16. */
async function eventsOfOwnLogs(
  ctx: StoreContext,
  reached: readonly Reached[],
  window: EventWindow,
): Promise<SiteEvent[]> {
  const some = reached.slice(0, accountsMax)
  const read = await mapBounded(some, accountsAtOnce, async (history) => {
    const own = await newestOfNode(ctx, history.node)
    return reachEvents({ ...history, told: newestReach(own).get(history.node) }, window)
  })
  return read.flat()
}

type Look = {
  readonly visibleMs: number
  readonly nowMs: number
  readonly known: KnownEvents
  /** Of checks up to the end of the window. */
  readonly evidence: Evidence
}

/** Later checks may not be seen at other places yet, and would make another event of the same thing there. */
function looksUntil(looks: Looks, untilMs: number): Looks {
  return looksOf([...looks.values()].flatMap(({ all }) => all.filter(({ ms }) => ms <= untilMs)))
}

function eventsOfNode(
  { node: plain, facts }: CollectedNode,
  { disabled, said }: Collected,
  window: EventWindow,
  { visibleMs, nowMs, known, evidence }: Look,
): Found {
  const node = drainedSince(plain, disabled.get(plain.user))
  const words = said.get(node.id) ?? []
  const off = timesOff(node)
  const events = [
    ...scheduledEvents({ ...node, drains: drainChanges(words), maintenance: node.maintenance ?? [] }, window),
    ...reachEvents({ node: node.id, evidence, off, told: known.reach.get(node.id) }, window),
  ]
  const isForgotten = known.sinceMs > 0 && !known.reach.has(node.id) && evidence.reachedMs > window.fromMs
  const reached = isForgotten ? { reached: { node: node.id, evidence, off } } : {}
  const { live } = facts
  // A node whose newest report is younger has others that have told of it, or will.
  if (live === undefined || live.timeMs > window.untilMs) return { events, isUnclear: false, ...reached }
  const changes = changesOfLive(live)
  const found = presenceEvents(
    {
      node: node.id,
      firstMs: live.firstMs,
      changes: changes.filter(([atMs]) => atMs <= window.untilMs),
      off,
      saidMs: new Set(live.online ? [] : [live.sinceMs, live.timeMs]),
    },
    window,
  )
  // What was before its newest change is not known of here; the report that made it has told that, or the next one will.
  const sure = found.filter(({ ms }) => ms >= live.sinceMs || ms === live.firstMs)
  const isRecent = live.sinceMs > live.timeMs - visibleMs
  const isTorn = isAmongOthers(facts, visibleMs, nowMs)
  if (!isRecent && !isTorn) return { events: [...events, ...sure], isUnclear: false, ...reached }
  const isUnclear =
    isTorn || (isOpen(live, off, visibleMs) && !isToldChange(known.names, node.id, live.sinceMs))
  // What its author saw may be wrong; the silence since is not.
  return { events: [...events, ...sure.filter(({ ms }) => ms > live.timeMs)], isUnclear, ...reached }
}

/** Whether a change that the newest report made, or what came shortly before it, is to be told at all. */
function isOpen(live: LiveFigures, off: readonly OffInterval[], visibleMs: number): boolean {
  if (live.sinceMs === live.firstMs) return true
  const hiding = off.find(([from, to]) => live.sinceMs >= from && (to === 0 || live.sinceMs < to))
  return hiding === undefined || hiding[0] > live.timeMs - visibleMs
}

function isToldChange(names: ReadonlySet<string>, node: number, ms: number): boolean {
  return (['online', 'offline', 'first_report'] as const).some((kind) =>
    names.has(siteLogName({ ms, node, kind })),
  )
}

/**
 * True when a report came so shortly before the newest that its author may not have seen it. The sweep makes such live facts
 * anew, and then they are exact.
 */
function isAmongOthers({ lives }: LiveFacts, visibleMs: number, nowMs: number): boolean {
  const [before, newest] = lives.slice(-2)
  if (before === undefined || newest === undefined) return false
  return repairAgeMs(newest.key, nowMs) === undefined && newest.timeMs - before.timeMs < visibleMs
}

/** The newest changes of state as a live fact tells them: its newest change, and silence since. */
function changesOfLive(live: LiveFigures): StateChange[] {
  const changes: StateChange[] = [[live.sinceMs, live.online ? 1 : 0]]
  if (live.online) changes.push([deadlineMs(live.timeMs, intervalOf(live.gapsS)), 0])
  return changes
}

async function eventsOfAccount(ctx: StoreContext, id: number, window: EventWindow): Promise<SiteEvent[]> {
  const data = await readNodeData(ctx, id)
  if (data === undefined || !data.hasAccount) return []
  return presenceOfReports(data, wholeAccount(data, ctx.clock()), window)
}
