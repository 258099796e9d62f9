import type { PublicNode } from '../../contract/public.ts'
import type { ReasonKey } from '../i18n/zh-CN/reasons.ts'
import { bandwidthLimit, share } from './node-state.ts'

/** Why a node is in its state, as a name of the table of reasons, with the figures that its sentences want. */
export type Reason = Readonly<{ key: ReasonKey; used: number; limit: number; resetMs: number }>

const nearly = 0.95

/** The cause of a node's state; undefined for one that is simply online. Peers Mbps and GB as the node has them. */
export function reasonOf(node: PublicNode): Reason | undefined {
  const resetMs = Date.parse(node.reset_date)
  const reason = (key: ReasonKey, used = 0, limit = 0): Reason => ({ key, used, limit, resetMs })
  switch (node.state) {
    case 'online':
      return undefined
    case 'full': {
      const peers = share(node.connection_count, node.max_connections)
      const limit = bandwidthLimit(node)
      return peers >= 1 || share(node.current_bandwidth, limit) < nearly
        ? reason('fullPeers', node.connection_count, node.max_connections)
        : reason('fullBandwidth', node.current_bandwidth, limit)
    }
    case 'quota_low':
      return reason('quotaLow', node.used_traffic, node.max_traffic)
    case 'quota_used':
      return reason(
        Number.isNaN(resetMs) ? 'quotaUsedForGood' : 'quotaUsed',
        node.used_traffic,
        node.max_traffic,
      )
    case 'offline':
      return reason('offline')
    case 'unreachable':
      return reason('unreachable')
    case 'waiting':
      return reason('waiting')
    case 'drained':
      return reason('paused')
    case 'expired':
      return reason('expired')
    default:
      return node.state satisfies never
  }
}
