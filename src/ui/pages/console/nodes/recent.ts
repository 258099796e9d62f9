import type { OneNode, OwnNode } from '../../../../contract/node.ts'
import { calls } from '../../../lib/api-calls.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import type { Api } from '../../../lib/api.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

/** A write may be unseen elsewhere for 60 s; what this page wrote holds for a little longer. */
const holdMs = 90_000

type Kept = { readonly node: OwnNode | undefined; readonly atMs: number }
const kept = new Map<number, Kept>()

/** Remembers a node as the server answered it to a write. */
export function rememberNode(node: OwnNode): void {
  kept.set(node.id, { node: { ...node, report_token: '' }, atMs: serverNowMs() })
}

/** Remembers that a node is gone. */
export function rememberDeleted(id: number): void {
  kept.set(id, { node: undefined, atMs: serverNowMs() })
}

/** Forgets everything, as when another account signs in. */
export function forgetRecent(): void {
  kept.clear()
}

function live(found: OwnNode): Partial<OwnNode> {
  return {
    status: found.status,
    state: found.state,
    current_bandwidth: found.current_bandwidth,
    connection_count: found.connection_count,
    used_traffic: found.used_traffic,
    latency_ms: found.latency_ms,
    first_report_at: found.first_report_at,
    last_report_at: found.last_report_at,
    last_rejected: found.last_rejected,
    counter_rebased_at: found.counter_rebased_at,
    two_machines: found.two_machines,
    sum_suspected: found.sum_suspected,
    status_since: found.status_since,
    report_interval_s: found.report_interval_s,
    easytier_version: found.easytier_version,
    uptime_seconds: found.uptime_seconds,
    token_last_used_at: found.token_last_used_at,
  }
}

function newer(found: OwnNode, own: OwnNode): OwnNode {
  return found.revision >= own.revision ? found : { ...own, ...live(found) }
}

function recent(nowMs: number): ReadonlyMap<number, Kept> {
  for (const [id, { atMs }] of kept) if (nowMs - atMs > holdMs) kept.delete(id)
  return kept
}

/** A list as read, with this page's own newest writes laid over it. `add` also puts in nodes that the read does not have yet. */
export function withRecent(nodes: readonly OwnNode[], nowMs: number, add: boolean): OwnNode[] {
  const own = recent(nowMs)
  const shown = nodes.flatMap((found) => {
    const mine = own.get(found.id)
    if (mine === undefined) return [found]
    return mine.node === undefined ? [] : [newer(found, mine.node)]
  })
  if (!add) return shown
  const missing = [...own.values()].flatMap(({ node }) =>
    node !== undefined && !nodes.some((found) => found.id === node.id) ? [node] : [],
  )
  return [...shown, ...missing]
}

/** A node as it was read, or as this page wrote it a moment ago: then nothing is known of the lists. */
export type ReadNode = OwnNode & Partial<Pick<OneNode, 'listing' | 'listing_reason'>>

/** Reads a node; one that was made or changed here a moment ago is not lost to an older copy. Throws ApiProblem. */
export async function readNode(api: Api, id: number, signal: AbortSignal): Promise<ReadNode> {
  try {
    const { node } = await api.send(calls.getNode(id), { signal })
    const { listing, listing_reason } = node
    return { ...(withRecent([node], serverNowMs(), false)[0] ?? node), listing, listing_reason }
  } catch (error) {
    const mine = recent(serverNowMs()).get(id)?.node
    if (error instanceof ApiProblem && error.code === 'node_not_found' && mine) return mine
    throw error
  }
}
