import type { Protocol } from '../../contract/node.ts'

/** `scheme://host:port` with IPv6 in brackets and the path of ws and wss. */
export function addressUrl(address: {
  readonly type: Protocol
  readonly ip: string
  readonly port: number
  readonly path?: string | undefined
}): string {
  const host = address.ip.includes(':') ? `[${address.ip}]` : address.ip
  return `${address.type.toLowerCase()}://${host}:${address.port}${address.path ?? ''}`
}
