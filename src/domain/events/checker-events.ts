import type { SiteEvent } from '../../contract/events.ts'
import { minuteMs } from '../values/index.ts'
import { isWithin, type EventWindow } from './event-window.ts'

/** A place that is doubtful at the end of a window: since when (ms), and what the log calls it ('' = the site's own). */
export type Doubt = { readonly sinceMs: number; readonly name: string }

/**
 * Which places are in doubt, as far as it is news. Pure. `told`: the log's words on places, newest first. A doubt is told
 * once with the place's name; that all is well again once, when no place is in doubt any more.
 */
export function checkerEvents(
  doubts: readonly Doubt[],
  told: readonly Pick<SiteEvent, 'ms' | 'kind' | 'why'>[],
  window: EventWindow,
): SiteEvent[] {
  const [newest] = told
  if (doubts.length === 0) {
    if (newest?.kind !== 'checker_doubtful') return []
    const ms = Math.max(window.untilMs - (window.untilMs % minuteMs), newest.ms + 1)
    return isWithin(window, ms) ? [{ ms, node: 0, kind: 'checker_well', why: '' }] : []
  }
  const end = told.findIndex(({ kind }) => kind === 'checker_well')
  const open = new Set((end < 0 ? told : told.slice(0, end)).map(({ why }) => why))
  const endMs = told[end]?.ms ?? 0
  // The name of an event is when, where and what: two places that came into doubt at once are a millisecond apart.
  const news = doubts.filter(({ name }) => !open.has(name))
  return news.flatMap(({ sinceMs, name }, at) => {
    const ms = Math.max(sinceMs, endMs + 1) + at
    return isWithin(window, ms) ? [{ ms, node: 0, kind: 'checker_doubtful', why: name }] : []
  })
}
