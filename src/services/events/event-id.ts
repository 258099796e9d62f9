import type { EventKind, SiteEvent } from '../../contract/events.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'
import type { EventPosition } from '../../store/events/index.ts'

const timeChars = 8

/** What names an event outside: its time, node and kind. It is the same whoever noticed it. */
export function eventIdOf({ ms, node, kind }: Omit<SiteEvent, 'why'>): string {
  return `${encode36(ms, timeChars)}_${node}_${kind}`
}

/** Where a page goes on, of an id that the contract let through. */
export function positionOfId(id: string): EventPosition {
  const node = Number(/^[0-9a-z]{8}_(\d{1,16})_/.exec(id)?.[1] ?? 0)
  const kind = id.slice(id.indexOf('_', timeChars + 1) + 1)
  return { ms: decode36(id.slice(0, timeChars)) ?? 0, node, kind: kind as EventKind }
}
