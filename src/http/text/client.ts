import type { TextContext } from './text-route.ts'
import { clientKindOf, type ClientKind } from '../../domain/placement/index.ts'

/** Whoever is no core is taken for one that can do everything. */
const newest = '2.6'

/**
 * What the core that asks can dial. Cores since 2.6 say `easytier/<version>`, earlier ones nothing; `?version=` speaks for a
 * launcher that asks for its core. Anything else that is called something (curl, a browser) is somebody who looks.
 */
export function clientOf(c: TextContext): ClientKind {
  const { clientIp } = c.env.services
  const isIpv6 = clientIp === '' || (clientIp.includes(':') && !clientIp.includes('.'))
  const agent = c.req.header('user-agent') ?? ''
  const version = c.req.query('version') ?? /^easytier\/v?([\d.]+)/i.exec(agent)?.[1]
  const isCore = version !== undefined || agent === ''
  return clientKindOf(isCore ? version : newest, isIpv6)
}
