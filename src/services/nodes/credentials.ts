import { seal, unseal } from '../../auth/sealing.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import type { NodeRecord, NodeSecrets } from '../../store/nodes/index.ts'

type Change = {
  readonly network_name?: string | null | undefined
  readonly network_secret?: string | null | undefined
}

function place(user: string, field: keyof NodeSecrets): string {
  return `node:${user}:${field}`
}

/** What a write of the write-only fields changes: null clears, a text is sealed, absence, "" or a mask leaves it. */
export async function sealChange(
  ctx: ServiceContext,
  user: string,
  change: Change,
): Promise<Partial<NodeSecrets>> {
  const sealed: { -readonly [Field in keyof NodeSecrets]?: string | null } = {}
  for (const field of ['network_name', 'network_secret'] as const) {
    const value = change[field]
    if (value === null) sealed[field] = null
    else if (value !== undefined && !/^\**$/.test(value)) {
      sealed[field] = await seal(requireSecrets(ctx), place(user, field), value)
    }
  }
  return sealed
}

/** The stored credentials for a health check; undefined without a name, or when they were sealed with another secret. */
export async function openCredentials(
  ctx: ServiceContext,
  node: NodeRecord,
): Promise<{ network_name: string; network_secret: string } | undefined> {
  if (node.network_name === null) return undefined
  const secrets = requireSecrets(ctx)
  const name = await unseal(secrets, place(node.user, 'network_name'), node.network_name)
  if (name === undefined) return undefined
  const secret =
    node.network_secret === null
      ? ''
      : await unseal(secrets, place(node.user, 'network_secret'), node.network_secret)
  return secret === undefined ? undefined : { network_name: name, network_secret: secret }
}
