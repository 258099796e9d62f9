/** An address as EasyTier takes it: `tcp://1.2.3.4:11010`, IPv6 in brackets, path for ws and wss. */
export function connectionUrl(connection: {
  readonly type: string
  readonly ip: string
  readonly port: number
  readonly path?: string | undefined
}): string {
  const scheme = connection.type.toLowerCase()
  const host = connection.ip.includes(':') ? `[${connection.ip}]` : connection.ip
  const path = scheme === 'ws' || scheme === 'wss' ? (connection.path ?? '') : ''
  return `${scheme}://${host}:${connection.port}${path}`
}
