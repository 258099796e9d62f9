import type { CheckHistory } from '../../domain/evidence/index.ts'

/** `hr_<id>`: what all places found of a node, folded. A cache of nothing: the facts are gone once it holds them. */
export type HistoryRecord = {
  readonly v: 1
  readonly places: Readonly<Record<string, CheckHistory>>
  readonly mostSeen: number
}
