import type { TextContext } from './text-route.ts'
import type { Client } from '../../services/peer/index.ts'

/**
 * What the core that asks can dial. Cores since 2.6 say `easytier/<version>`, earlier ones nothing at all; `?version=` speaks
 * for a launcher that asks in place of its core. Anything else that has a name (curl, a browser) is somebody who looks.
 */
export function clientOf(c: TextContext): Client {
  const { clientIp } = c.env.services
  const agent = c.req.header('user-agent') ?? ''
  const version = c.req.query('version') ?? /^easytier\/v?([\d.]+)/i.exec(agent)?.[1]
  return {
    oldCore: version === undefined ? agent === '' : isBefore26(version),
    ipv4Only: clientIp !== '' && (!clientIp.includes(':') || clientIp.includes('.')),
  }
}

function isBefore26(version: string): boolean {
  const [, major = '', minor = ''] = /^v?(\d{1,4})\.(\d{1,4})/.exec(version) ?? []
  return Number(major) < 2 || (Number(major) === 2 && Number(minor) < 6)
}
