import { checkedUrls } from '../../store/evidence/index.ts'
import { getListedNode } from '../../store/nodes/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { openCredentials } from '../nodes/credentials.ts'

type Network = { readonly network_name: string; readonly network_secret: string }

/** The stored network of a listed node; with `url`, only for an address that it still has: a secret goes nowhere else. */
export async function ownNetwork(
  ctx: ServiceContext,
  id: number,
  url?: string,
): Promise<Network | undefined> {
  const node = await getListedNode(ctx, id)
  if (node === undefined) return undefined
  if (url !== undefined && !checkedUrls(node.connections).includes(url)) return undefined
  return openCredentials(ctx, node)
}
