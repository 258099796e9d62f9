import type { DueItem } from '../../domain/alerts/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { alertLimits } from './limits.ts'
import type { NamedNode } from './words.ts'
import { type ChannelRecord, siteOwner } from '../../store/alerts/index.ts'
import { getNode, listNodeIds, type NodeRecord } from '../../store/nodes/index.ts'
import { readLastReport, type LastReport } from '../../store/reports/index.ts'

const width = 16

/** Whose nodes are whose, and what the messages of one tick need to know of them. */
export class AlertNodes {
  readonly #ctx: ServiceContext
  readonly #ids = new Map<string, ReadonlySet<number>>()
  readonly #records = new Map<number, NodeRecord | undefined>()
  readonly #reports = new Map<number, LastReport | undefined>()

  constructor(ctx: ServiceContext) {
    this.#ctx = ctx
  }

  /** Lists the nodes of all owners of channels: one list each. */
  async readOwners(channels: readonly ChannelRecord[]): Promise<void> {
    const owners = [...new Set(channels.map(({ owner }) => owner))].filter((owner) => owner !== siteOwner)
    for (let at = 0; at < owners.length; at += width) {
      const some = owners.slice(at, at + width)
      const ids = await Promise.all(some.map((owner) => listNodeIds(this.#ctx, owner)))
      for (const [index, owner] of some.entries()) this.#ids.set(owner, new Set(ids[index]))
    }
  }

  /** Whether a channel tells of a node. */
  concerns(channel: ChannelRecord, node: number): boolean {
    if (this.#ids.get(channel.owner)?.has(node) !== true) return false
    return channel.nodes.length === 0 || channel.nodes.includes(node)
  }

  /** Those items whose nodes are still there and not paused; reads each node once. */
  async known(due: readonly DueItem[]): Promise<DueItem[]> {
    const wanted = [...new Set(due.map(({ node }) => node))]
    const missing = wanted.filter((id) => id !== 0 && !this.#records.has(id))
    const room = Math.max(0, alertLimits.nodesMax - this.#records.size)
    const some = missing.slice(0, room)
    for (let at = 0; at < some.length; at += width) {
      const ids = some.slice(at, at + width)
      const records = await Promise.all(ids.map((id) => getNode(this.#ctx, id)))
      for (const [index, id] of ids.entries()) this.#records.set(id, records[index])
    }
    const known = due.filter(({ node, word }) => {
      if (node === 0) return true
      const record = this.#records.get(node)
      return record !== undefined && (word === 'event' || record.is_enabled === 1)
    })
    await this.#readReports(known)
    return known
  }

  /** Whether a node that no place can join still reports is told with it: one operation each, for the first of them. */
  async #readReports(due: readonly DueItem[]): Promise<void> {
    const wanted = due.filter(({ kind, word }) => kind === 'unreachable' && word === 'down')
    const missing = [...new Set(wanted.map(({ node }) => node))].filter((id) => !this.#reports.has(id))
    const some = missing.slice(0, Math.max(0, alertLimits.reportsMax - this.#reports.size))
    for (let at = 0; at < some.length; at += width) {
      const ids = some.slice(at, at + width)
      const reports = await Promise.all(ids.map((id) => readLastReport(this.#ctx, id)))
      for (const [index, id] of ids.entries()) this.#reports.set(id, reports[index])
    }
  }

  /** What is said of a node; undefined for the site. */
  named(id: number): NamedNode | undefined {
    const record = this.#records.get(id)
    if (record === undefined) return undefined
    const { node_name: name, connections } = record
    return { id, name, port: connections[0]?.port ?? 0, lastReport: this.#reports.get(id) }
  }
}
