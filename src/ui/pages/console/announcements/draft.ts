import type { Announcement, AnnouncementTone } from '../../../../contract/announcements.ts'
import type { Region } from '../../../../contract/vocabulary.ts'
import type { PickedNode } from './matching-nodes.ts'

/** What the form holds, as it is typed; times as `datetime-local` has them, in the reader's zone. */
export type AnnouncementDraft = Readonly<{
  tone: AnnouncementTone
  title: string
  details: string
  from: string
  until: string
  nodes: readonly PickedNode[]
  regions: readonly Region[]
}>

/** A time as a `datetime-local` field shows it, in the reader's zone; "" for none. */
export function localTime(iso: string | null): string {
  if (iso === null || iso === '') return ''
  const ms = Date.parse(iso)
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function isoOf(local: string): string {
  const ms = Date.parse(local)
  return local === '' || Number.isNaN(ms) ? '' : new Date(ms).toISOString()
}

/** A form of an announcement; an empty one without. */
export function draftOf(known?: Announcement): AnnouncementDraft {
  return {
    tone: known?.tone ?? 'notice',
    title: known?.title ?? '',
    details: known?.details ?? '',
    from: localTime(known?.starts_at ?? ''),
    until: localTime(known?.ends_at ?? ''),
    nodes: known?.affected_nodes ?? [],
    regions: known?.affected_regions ?? [],
  }
}

/** What is sent; the server says what is wrong with it. */
export function bodyOf(draft: AnnouncementDraft, known?: Announcement) {
  return {
    tone: draft.tone,
    title: draft.title,
    details: draft.details,
    // A time that was not touched keeps its seconds.
    ...(known !== undefined && draft.from === localTime(known.starts_at)
      ? {}
      : { starts_at: isoOf(draft.from) }),
    ends_at: isoOf(draft.until),
    affected_nodes: draft.nodes.map(({ id }) => id),
    affected_regions: [...draft.regions],
  }
}
