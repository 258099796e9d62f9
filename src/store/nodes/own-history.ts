import { wholeAccount, type NodeData } from './node-data.ts'
import { presenceOf } from '../reports/node-figures.ts'
import { bytesToGb, pointsOf } from '../../domain/traffic/index.ts'
import { walkSlots } from '../../domain/presence/index.ts'
import { slotOf, slotsPerDay } from '../../domain/values/index.ts'

/** Totals of some nodes over the last 24 h in slots of ten minutes; null where none of them was up. */
export type OwnTotals = {
  readonly firstSlot: number
  readonly bandwidth: (number | null)[]
  readonly connections: (number | null)[]
  readonly traffic: (number | null)[]
}

/** Adds up the last 24 h of nodes out of what has been read of them. */
export function sumHistory(nodes: readonly NodeData[], nowMs: number): OwnTotals {
  const to = slotOf(nowMs)
  const from = to - slotsPerDay + 1
  const empty = (): (number | null)[] => Array.from({ length: slotsPerDay }, () => null)
  const totals: OwnTotals = {
    firstSlot: from,
    bandwidth: empty(),
    connections: empty(),
    traffic: empty(),
  }
  const add = (list: (number | null)[], slot: number, value: number): void => {
    list[slot - from] = (list[slot - from] ?? 0) + value
  }
  for (const data of nodes) {
    const account = wholeAccount(data, nowMs)
    const presence = presenceOf(data.node, account.firstMs, data.zoneMs)
    walkSlots(pointsOf(account), presence, { from, to, nowMs }, (slot, state, point) => {
      if (state !== 'up' || point === undefined) return
      add(totals.bandwidth, slot, point.entry[4])
      add(totals.connections, slot, point.entry[5])
    })
    for (const entry of account.slots) {
      if (entry[0] >= from) add(totals.traffic, entry[0], bytesToGb(entry[7]))
    }
  }
  return totals
}
