import type { CheckResult } from '../../contract/check.ts'
import { connectionUrl } from '../../contract/connection-url.ts'
import type { Connection } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { offlineResult } from '../checks/results.ts'
import { runCheck } from '../checks/run-check.ts'
import { siteSettings } from '../system/site-settings.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { loadNode } from './access.ts'
import { openCredentials } from './credentials.ts'
import { sitePlace } from '../../domain/evidence/index.ts'
import { addResults } from '../../store/evidence/index.ts'
import { toNewResult } from '../rounds/new-result.ts'
import { loadSettings } from '../../store/system/index.ts'

/**
 * Checks a node now, with its stored credentials or as a foreign network of the site's own fixed name, and keeps what it found.
 * Throws node_not_found, node_forbidden, or rate_limited after 6 checks a minute.
 */
export async function checkNode(ctx: ServiceContext, input: { readonly id: number }): Promise<CheckResult> {
  const node = await loadNode(ctx, input.id)
  const servers = node.connections.map(toServer).filter((address) => address !== undefined)
  // not every checker can send UDP, and a packet may be lost
  const server = servers.find((address) => !address.startsWith('udp:')) ?? servers[0]
  if (server === undefined) {
    return offlineResult(ctx, 'unsupported_protocol', '该节点没有可检测的地址（需要 TCP、UDP、WS 或 WSS）')
  }
  await chargeThrottle(ctx, [[throttles.checkNode, String(node.id)]])
  const credentials = (await openCredentials(ctx, node)) ?? (await foreignNetwork(ctx))
  const result = await runCheck(ctx, { server, ...credentials }, true)
  const kept = toNewResult(node.id, server, result, ctx.clock())
  if (kept !== undefined) await addResults(ctx, sitePlace, [kept])
  return result
}

async function foreignNetwork(
  ctx: ServiceContext,
): Promise<{ network_name: string; network_secret: string }> {
  const { check_network_name } = siteSettings(await loadSettings(ctx))
  return { network_name: check_network_name, network_secret: '' }
}

/** `tcp://`, `udp://`, `ws://` or `wss://` form of a connection; undefined for protocols that cannot be checked. */
function toServer(connection: Connection): string | undefined {
  const { type } = connection
  return type === 'TCP' || type === 'UDP' || type === 'WS' || type === 'WSS'
    ? connectionUrl(connection)
    : undefined
}
