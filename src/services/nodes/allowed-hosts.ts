import ipaddr from 'ipaddr.js'
import { ServiceError } from '../../contract/errors.ts'
import type { Connection } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteSettings } from '../system/site-settings.ts'
import { loadSettings } from '../../store/system/index.ts'

/** Names that lead to the machine that asks, or to no machine of the internet. */
const localName = /^(?:localhost|.*\.(?:localhost|local|internal|lan|home\.arpa))\.?$/i

/** Ranges (of ipaddr.js) in which no client somewhere else can reach a node. */
const unreachable: ReadonlySet<string> = new Set([
  'unspecified',
  'broadcast',
  'multicast',
  'linkLocal',
  'loopback',
  'private',
  'uniqueLocal',
  'carrierGradeNat',
])

/** True for an address that a client somewhere else can try; for a name, unless it is known to be local. */
export function isPublicHost(host: string): boolean {
  if (!ipaddr.isValid(host)) return !localName.test(host)
  return !unreachable.has(ipaddr.process(host).range())
}

/**
 * Refuses addresses that nobody elsewhere can use (0.0.0.0, ::, loopback, private) unless the site allows them.
 * Throws ServiceError invalid_field with the place of the first.
 */
export async function requirePublicHosts(
  ctx: ServiceContext,
  connections: readonly Connection[] | undefined,
): Promise<void> {
  const at = connections?.findIndex(({ ip }) => !isPublicHost(ip)) ?? -1
  if (at < 0 || siteSettings(await loadSettings(ctx)).allow_private_nodes === 1) return
  const field = `connections[${at}].ip`
  throw new ServiceError('invalid_field', { field }, `${field}：须为其他机器可以访问的公网地址`)
}
