import type { SiteEvent } from '../../contract/events.ts'
import { overlayOff, type OffInterval } from '../presence/index.ts'
import type { StateChange } from '../traffic/index.ts'
import { isWithin, type EventWindow } from './event-window.ts'

/** What the reports of a node say of its coming and going. Times in ms. */
export type PresenceHistory = {
  readonly node: number
  /** The first report ever; 0 = none. */
  readonly firstMs: number
  /** Changes of state up to the end of the window, silence included, oldest first. */
  readonly changes: readonly StateChange[]
  /** When the node was off the lists or in maintenance: nothing is said of its state then. */
  readonly off: readonly OffInterval[]
  /** When a report said offline; every other end of a state is silence. */
  readonly saidMs: ReadonlySet<number>
}

/**
 * First report, coming and going of a node within a window. Pure: whoever sees the same reports finds the same events.
 * When a time off ends it is told anew whether the node is up, so that nobody has to know what was before it.
 */
export function presenceEvents(history: PresenceHistory, window: EventWindow): SiteEvent[] {
  const { node, firstMs, changes, off, saidMs } = history
  const events: SiteEvent[] = []
  if (firstMs > 0 && isWithin(window, firstMs)) {
    events.push({ ms: firstMs, node, kind: 'first_report', why: '' })
  }
  for (const { atMs, state } of overlayOff(changes, off, window.untilMs)) {
    if (state === 'none' || atMs === firstMs || !isWithin(window, atMs)) continue
    const why = state === 'up' ? '' : saidMs.has(atMs) ? 'said' : 'silent'
    events.push({ ms: atMs, node, kind: state === 'up' ? 'online' : 'offline', why })
  }
  return events
}
