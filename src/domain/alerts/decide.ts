import type { EventKind, SiteEvent } from '../../contract/events.ts'
import { dayMs, minuteMs } from '../values/index.ts'
import { type AlertItem, type DownKind, type DueItem, endedBy, isDownKind, itemName } from './item.ts'
import { isMuted, lastsFrom, type Mute, mutesOfNode, mutesOfSite } from './mutes.ts'
import { flaps, followTrack, type Track } from './track.ts'

/** What a channel wants to be told. Times in ms. */
export type AlertRule = {
  /** Their recoveries follow by themselves. */
  readonly kinds: ReadonlySet<EventKind>
  /** How long a node has to be down before it is told. */
  readonly afterMs: number
  readonly remindsDaily: boolean
  /** What began before is not told. */
  readonly sinceMs: number
}

/** What a channel has been told, or has given up. */
export type Told = {
  /** Names of items. */
  readonly names: ReadonlySet<string>
  /** Downs that were told, of each node or kind of the site (`trackName`). */
  readonly downs: ReadonlyMap<string, readonly AlertItem[]>
}

/** An end of a stretch that nobody was told of in time is told when it is no older. */
const passedMaxMs = 60 * minuteMs

/** What would be due within this time goes along, so that what fails together is one message. */
const togetherMs = minuteMs

/** How a node's or the site's downs are kept apart. */
export function trackName({ node, kind }: Pick<AlertItem, 'node' | 'kind'>): string {
  return node === 0 ? `0_${kind}` : String(node)
}

/** Sorts out what has been told. */
export function toldOf(items: readonly AlertItem[]): Told {
  const downs = new Map<string, AlertItem[]>()
  for (const item of items) {
    if (item.word !== 'down') continue
    downs.set(trackName(item), [...(downs.get(trackName(item)) ?? []), item])
  }
  return { names: new Set(items.map(itemName)), downs }
}

/**
 * What has to be told now: pure, of the events of a channel's nodes (and of the site, oldest first), and of what it has
 * been told. A down once, when it has lasted; an up when the down was told; flapping in one item; nothing in which a
 * node was paused or in maintenance, or the site or, for what checks say, its checker away. Downs first.
 */
export function decide(rule: AlertRule, events: readonly SiteEvent[], told: Told, nowMs: number): DueItem[] {
  const groups = new Map<number, SiteEvent[]>()
  for (const event of events) {
    if (event.ms > nowMs) continue
    const group = groups.get(event.node)
    if (group === undefined) groups.set(event.node, [event])
    else group.push(event)
  }
  for (const [name, [down]] of told.downs) {
    if (down !== undefined && !name.startsWith('0_') && !groups.has(down.node)) groups.set(down.node, [])
  }
  const site = groups.get(0) ?? []
  const away = mutesOfSite(site)
  const isNew = (item: DueItem): boolean => !told.names.has(itemName(item))
  const dueBy = (one: AlertRule): DueItem[] =>
    [...groups]
      .flatMap(([node, own]) =>
        node === 0 ? ofSite(one, own, told, nowMs) : ofNode(one, node, own, away, told, nowMs),
      )
      .filter(isNew)
  const due = dueBy(rule)
  if (due.some(({ word, node }) => word === 'down' && node !== 0)) {
    const names = new Set(due.map(itemName))
    const soon = dueBy({ ...rule, afterMs: Math.max(0, rule.afterMs - togetherMs) })
    due.push(...soon.filter((item) => item.word === 'down' && !names.has(itemName(item))))
  }
  const order = { down: 0, flapping: 1, still: 2, passed: 3, up: 4, event: 5 } as const
  return due.sort((a, b) => order[a.word] - order[b.word] || a.ms - b.ms || a.node - b.node)
}

const nodeDowns = ['offline', 'unreachable'] as const
const siteDowns = ['checker_doubtful', 'clock_stopped'] as const

type Away = ReturnType<typeof mutesOfSite>

function ofNode(
  rule: AlertRule,
  node: number,
  events: readonly SiteEvent[],
  away: Away,
  told: Told,
  nowMs: number,
): DueItem[] {
  const own = mutesOfNode(events)
  const wanted = new Set<DownKind>(nodeDowns.filter((kind) => rule.kinds.has(kind)))
  const mutesFor = (kind: EventKind): readonly Mute[] => [
    ...own,
    ...away.all,
    ...(kind === 'unreachable' ? away.checks : []),
  ]
  const lasting = ofTrack(rule, followTrack(events, wanted), { node, mutesFor, told, nowMs })
  return [...lasting, ...others(rule, events, own)]
}

/** Each of the site's states is a track of its own, told at once. */
function ofSite(rule: AlertRule, events: readonly SiteEvent[], told: Told, nowMs: number): DueItem[] {
  const lasting = siteDowns
    .filter((kind) => rule.kinds.has(kind))
    .flatMap((kind) =>
      ofTrack({ ...rule, afterMs: 0 }, followTrack(events, new Set([kind])), {
        node: 0,
        siteKind: kind,
        mutesFor: () => [],
        told,
        nowMs,
      }),
    )
  return [...lasting, ...others(rule, events, [])]
}

type Scene = {
  readonly node: number
  readonly siteKind?: DownKind
  readonly mutesFor: (kind: EventKind) => readonly Mute[]
  readonly told: Told
  readonly nowMs: number
}

function ofTrack(rule: AlertRule, track: Track, scene: Scene): DueItem[] {
  const { node, nowMs } = scene
  const due: DueItem[] = []
  const isFlapping = flaps(track, nowMs, nowMs)
  const burst = track.bursts.at(-1)
  for (const { beginMs, endMs, kind, why } of track.episodes) {
    const mutes = scene.mutesFor(kind)
    const untilMs = endMs ?? nowMs
    const isOld = endMs !== undefined && endMs < nowMs - passedMaxMs
    const isTold = scene.told.names.has(itemName({ word: 'down', node, kind, ms: beginMs }))
    if (isTold || isOld || beginMs < rule.sinceMs || isFlapping || isMuted(mutes, nowMs)) continue
    if (endMs !== undefined && (flaps(track, beginMs, endMs) || isMuted(mutes, endMs))) continue
    if (untilMs - lastsFrom(mutes, beginMs, untilMs) < rule.afterMs) continue
    const word = endMs === undefined ? 'down' : 'passed'
    due.push({ word, node, kind, ms: beginMs, why, endMs: endMs ?? 0 })
  }
  const last = track.episodes.at(-1)
  if (last !== undefined && isFlapping && burst !== undefined && burst.beginMs >= rule.sinceMs) {
    const { kind, why } = last
    if (!isMuted(scene.mutesFor(kind), nowMs))
      due.push({ word: 'flapping', node, kind, ms: burst.beginMs, why, endMs: 0 })
  }
  if (!isFlapping) due.push(...afterDown(rule, track, scene))
  return due
}

/** What follows a down that was told: its end, or that it goes on. */
function afterDown(
  rule: AlertRule,
  track: Track,
  { node, siteKind, mutesFor, told, nowMs }: Scene,
): DueItem[] {
  const downs = told.downs.get(siteKind === undefined ? String(node) : `0_${siteKind}`) ?? []
  const newest = downs.reduce<AlertItem | undefined>(
    (best, down) => (best === undefined || down.ms > best.ms ? down : best),
    undefined,
  )
  if (newest === undefined || isMuted(mutesFor(newest.kind), nowMs)) return []
  const { kind, ms } = newest
  const last = track.episodes.at(-1)
  const isDownNow = last !== undefined && last.endMs === undefined
  const { upMs } = track
  if (upMs !== undefined && upMs > ms) {
    const why = siteKind === undefined ? '' : (last?.why ?? '')
    return isDownNow ? [] : [{ word: 'up', node, kind, ms, why, endMs: upMs }]
  }
  const days = Math.floor((nowMs - ms) / dayMs)
  if (!rule.remindsDaily || days < 1 || told.names.has(itemName({ word: 'up', node, kind, ms }))) return []
  return [{ word: 'still', node, kind, ms: ms + days * dayMs, why: last?.why ?? '', endMs: ms }]
}

/** Kinds that an owner's own word brings, and that a paused node has, too. */
const alwaysTold: ReadonlySet<EventKind> = new Set([
  'drained',
  'enabled',
  'maintenance_began',
  'maintenance_ended',
  'expired',
])

function others(rule: AlertRule, events: readonly SiteEvent[], mutes: readonly Mute[]): DueItem[] {
  return events
    .filter(
      ({ kind, ms }) =>
        rule.kinds.has(kind) && !isDownKind(kind) && endedBy(kind) === undefined && ms >= rule.sinceMs,
    )
    .filter(({ kind, ms }) => alwaysTold.has(kind) || !isMuted(mutes, ms))
    .map(({ node, kind, ms, why }) => ({ word: 'event', node, kind, ms, why, endMs: 0 }))
}
