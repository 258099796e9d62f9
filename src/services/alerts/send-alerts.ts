import type { SiteEvent } from '../../contract/events.ts'
import { decide, isQuiet, nextTryMs, toldOf, type DueItem } from '../../domain/alerts/index.ts'
import { dayMs, hourMs, minuteMs } from '../../domain/values/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteOrigin } from '../context/origin.ts'
import { kindOf } from '../notify/kinds/table.ts'
import { siteNameIn, siteSettings } from '../system/site-settings.ts'
import type { JobOutcome } from '../tick/jobs.ts'
import { compose, type ComposeScene } from './compose.ts'
import { deliver } from './deliver.ts'
import { alertLimits } from './limits.ts'
import { withLongStop } from './long-stop.ts'
import { AlertNodes } from './nodes.ts'
import { splitGivenUp, triesOf } from './tries.ts'
import {
  type ChannelRecord,
  type Delivery,
  listAllChannels,
  listDeliveries,
  siteOwner,
  sweepDeliveries,
  sweepOrphans,
} from '../../store/alerts/index.ts'
import { listEventsSince } from '../../store/events/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { readLastTick } from '../../store/tick/index.ts'

/** A message that goes out: what is due to a channel, and the scene that its words need. */
type Outgoing = { readonly channel: ChannelRecord; readonly due: readonly DueItem[] }

/**
 * Tells every channel what is due by its rules: one message each, 40 in all, begun within ten seconds. What was told is
 * known by facts alone, so ticks may be lost, doubled and overlap: at worst two places tell the same once each. Costs a
 * list where nobody has a channel; else the events of a day, and a list for each channel that one of them concerns.
 */
export async function sendAlerts(ctx: ServiceContext, signal: AbortSignal): Promise<JobOutcome> {
  const nowMs = ctx.clock()
  const { active, has } = await listAllChannels(ctx)
  if (nowMs % hourMs < minuteMs) await sweepOrphans(ctx, has)
  const awake = active.filter(({ quiet, utcOffset }) => !isQuiet(quiet, utcOffset, nowMs))
  if (awake.length === 0) return {}
  const { events } = await listEventsSince(ctx, nowMs - alertLimits.lookBackMs, alertLimits.eventsMax)
  const oldestFirst = await withLongStop(ctx, events.toReversed())
  const nodes = new AlertNodes(ctx)
  await nodes.readOwners(awake)
  const remind = await isReminderDue(ctx, awake, nowMs)
  const outgoing: Outgoing[] = []
  for (const channel of inTurn(awake, nowMs)) {
    if (signal.aborted || outgoing.length >= alertLimits.messagesMax) break
    const due = await dueTo(ctx, channel, { nodes, events: oldestFirst, remind, nowMs })
    if (due.length > 0) outgoing.push({ channel, due })
  }
  return { alerted: await sendAll(ctx, outgoing, nodes, nowMs) }
}

/** Each minute begins with another channel, so that those at the end are not always the ones that are left. */
function inTurn(channels: readonly ChannelRecord[], nowMs: number): readonly ChannelRecord[] {
  const first = (Math.floor(nowMs / minuteMs) * alertLimits.messagesMax) % channels.length
  return [...channels.slice(first), ...channels.slice(0, first)]
}

/** What one tick knows when it looks at a channel. */
type Round = {
  readonly nodes: AlertNodes
  /** Oldest first. */
  readonly events: readonly SiteEvent[]
  readonly remind: boolean
  readonly nowMs: number
}

/** What a channel has to be told now; nothing while its service wants to be left alone. */
async function dueTo(
  ctx: ServiceContext,
  channel: ChannelRecord,
  { nodes, events, remind, nowMs }: Round,
): Promise<readonly DueItem[]> {
  const own = events.filter(({ node }) => node === 0 || nodes.concerns(channel, node))
  const isConcerned = own.some(({ node }) => node !== 0 || channel.owner === siteOwner)
  if (!isConcerned && !(remind && channel.reminder === 'daily')) return []
  const log = await listDeliveries(ctx, channel)
  await sweepDeliveries(ctx, log)
  if (isWaiting(channel, log, nowMs)) return []
  const settled = log
    .filter(({ result }) => result !== 'retry' && result !== 'dead')
    .flatMap(({ items }) => items)
  const due = decide(ruleOf(channel), own, toldOf(settled), nowMs)
  const known = await nodes.known(due)
  return splitGivenUp(ctx, channel, log, known.slice(0, alertLimits.itemsMax), nowMs)
}

/** Channels that remind look for what lasts once in a quarter of an hour, whether anything has happened or not. */
async function isReminderDue(
  ctx: ServiceContext,
  channels: readonly ChannelRecord[],
  nowMs: number,
): Promise<boolean> {
  if (channels.every(({ reminder }) => reminder === 'never')) return false
  const last = await readLastTick(ctx)
  return last === undefined || Math.floor(last.startMs / quarterMs) !== Math.floor(nowMs / quarterMs)
}

const quarterMs = 15 * minuteMs

function isWaiting({ kind }: ChannelRecord, log: readonly Delivery[], nowMs: number): boolean {
  if (nextTryMs(triesOf(log)) > nowMs) return true
  const perDay = kindOf(kind)?.perDay
  if (perDay === undefined) return false
  return log.filter(({ ms, result }) => result === 'sent' && ms > nowMs - dayMs).length >= perDay
}

function ruleOf(channel: ChannelRecord) {
  return {
    kinds: new Set(channel.events),
    afterMs: channel.afterMinutes * minuteMs,
    remindsDaily: channel.reminder === 'daily',
    sinceMs: channel.sinceMs,
  }
}

/** Sends by eights; what is not begun in time is due again in the next tick. Answers how many arrived. */
async function sendAll(
  ctx: ServiceContext,
  outgoing: readonly Outgoing[],
  nodes: AlertNodes,
  nowMs: number,
): Promise<number> {
  if (outgoing.length === 0) return 0
  const [settings, origin] = await Promise.all([loadSettings(ctx), siteOrigin(ctx)])
  const { utc_offset_minutes } = siteSettings(settings)
  const scene: Omit<ComposeScene, 'language' | 'siteName'> = {
    nowMs,
    zoneMs: utc_offset_minutes * minuteMs,
    origin,
    nodeOf: (id) => nodes.named(id),
  }
  let arrived = 0
  for (let at = 0; at < outgoing.length; at += alertLimits.atOnce) {
    if (ctx.clock() - nowMs > alertLimits.beginMs) break
    const wave = outgoing.slice(at, at + alertLimits.atOnce)
    const results = await Promise.all(
      wave.map(({ channel, due }) => {
        const { language } = channel
        const siteName = siteNameIn(settings, language)
        return deliver(ctx, channel, due, compose(due, { ...scene, language, siteName }))
      }),
    )
    arrived += results.filter((result) => result === 'sent').length
  }
  return arrived
}
