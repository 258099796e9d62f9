import type { EventKind } from '../../contract/events.ts'

/**
 * What a message can say of a node or the site: it went down; it is up again; it was down and is up by now; it comes and
 * goes; it is still down; something else happened.
 */
export const itemWords = ['down', 'up', 'passed', 'flapping', 'still', 'event'] as const
export type ItemWord = (typeof itemWords)[number]

/** One line of a message. `ms`: when what it tells began, for `still` the day (a whole number of days later) it tells of. */
export type AlertItem = {
  readonly word: ItemWord
  /** 0 = the site. */
  readonly node: number
  /** What began it. */
  readonly kind: EventKind
  readonly ms: number
}

/** An item that has to be told, with what its words need. */
export type DueItem = AlertItem & {
  /** A code or a short text of the event, may be empty. */
  readonly why: string
  /** When it ended, of `up` and `passed`; when it began, of `still`; else 0. */
  readonly endMs: number
}

/** Names an item for a channel: node, beginning of the state, and what is said of it. */
export function itemName({ word, node, kind, ms }: AlertItem): string {
  return word === 'event' || node === 0 ? `${word}_${node}_${ms}_${kind}` : `${word}_${node}_${ms}`
}

/** What ends what. Who is told of the one is told of the other. */
export const recoveries = {
  offline: 'online',
  unreachable: 'reachable',
  checker_doubtful: 'checker_well',
  clock_stopped: 'clock_runs',
} as const satisfies Partial<Record<EventKind, EventKind>>

export type DownKind = keyof typeof recoveries

/** Whether a kind is a state that lasts until another one ends it. */
export function isDownKind(kind: EventKind): kind is DownKind {
  return Object.hasOwn(recoveries, kind)
}

const endOf = new Map<EventKind, DownKind>(
  Object.entries(recoveries).map(([down, up]) => [up, down as DownKind]),
)

/** The state that a kind ends; undefined for all others. */
export function endedBy(kind: EventKind): DownKind | undefined {
  return endOf.get(kind)
}
