import { seal, unseal } from '../../auth/sealing.ts'
import { hashToken } from '../../auth/secrets.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { keptTime, readSecret, type NodeRecord, type NodeSecrets } from '../../store/nodes/index.ts'

type Change = {
  readonly network_name?: string | null | undefined
  readonly network_secret?: string | null | undefined
}

type Sealed = Pick<NodeRecord, 'id' | 'connections'>

const fields = ['network_name', 'network_secret'] as const

/** The hosts that credentials may be shown to: those of the node when they were given. */
function hostsOf({ connections }: Pick<NodeRecord, 'connections'>): string {
  return [...new Set(connections.map(({ ip }) => ip.toLowerCase()))].sort().join(' ')
}

/** Whether the node would then send its credentials elsewhere. */
export function isOtherHosts(before: Sealed, after: Pick<NodeRecord, 'connections'>): boolean {
  return hostsOf(before) !== hostsOf(after)
}

/** A seal opens for this node and these hosts alone. */
function place(node: Sealed, field: keyof NodeSecrets): string {
  return `node:${node.id}:${field}:${hashToken(hostsOf(node))}`
}

/** Where versions before 0.2 sealed to, in the record itself. */
function formerPlace(user: string, field: keyof NodeSecrets): string {
  return `node:${user}:${field}`
}

/** What a write of the write-only fields changes: null clears, a text is sealed, absence, "" or a mask leaves it. */
export async function sealChange(
  ctx: ServiceContext,
  node: Sealed,
  change: Change,
): Promise<Partial<NodeSecrets>> {
  const sealed: { -readonly [Field in keyof NodeSecrets]?: string | null } = {}
  for (const field of fields) {
    const value = change[field]
    if (value === null) sealed[field] = null
    else if (value !== undefined && !/^\**$/.test(value)) {
      sealed[field] = await seal(requireSecrets(ctx), place(node, field), value)
    }
  }
  return sealed
}

/**
 * The stored credentials for a health check; undefined without a name, when they were sealed with another secret, or when
 * they were given for other hosts.
 */
export async function openCredentials(
  ctx: ServiceContext,
  node: NodeRecord,
): Promise<{ network_name: string; network_secret: string } | undefined> {
  const name = await open(ctx, node, 'network_name')
  if (name === undefined) return undefined
  const secret = node.network_secret === null ? '' : await open(ctx, node, 'network_secret')
  return secret === undefined ? undefined : { network_name: name, network_secret: secret }
}

async function open(
  ctx: ServiceContext,
  node: NodeRecord,
  field: keyof NodeSecrets,
): Promise<string | undefined> {
  const sealed = await readSecret(ctx, node, field)
  if (sealed === null) return undefined
  const context = keptTime(node[field]) === undefined ? formerPlace(node.user, field) : place(node, field)
  return unseal(requireSecrets(ctx), context, sealed)
}
