import * as v from 'valibot'
import { ServiceError } from './errors.ts'
import { rawText, text } from './fields.ts'
import { limits } from './limits.ts'

/** Input of one health check. `server` is looked at by parseServer; an empty secret is legitimate, an absent one is not. */
export const CheckInput = v.object({
  server: text('server', 2048, 1),
  network_name: text('network_name', limits.networkNameCharsMax, 1),
  network_secret: rawText('network_secret', limits.networkSecretCharsMax),
})
export type CheckInput = v.InferOutput<typeof CheckInput>

/** One entry of a batch; what its values are worth is found out one by one, so that a bad one spoils no other. */
export const BatchEntry = v.object({
  server: v.string('server 必须是字符串'),
  network_name: v.string('network_name 必须是字符串'),
  network_secret: v.string('network_secret 必须是字符串'),
})
export type BatchEntry = v.InferOutput<typeof BatchEntry>

/** An entry as a check's input, or in Chinese why it is none: control characters, no text, too much of it. */
export function readBatchEntry(
  entry: BatchEntry,
):
  | { readonly ok: true; readonly input: CheckInput }
  | { readonly ok: false; readonly code: 'invalid_address' | 'invalid_field'; readonly text: string } {
  const { success, output, issues } = v.safeParse(CheckInput, entry, { abortEarly: true })
  if (success) return { ok: true, input: output }
  const isAddress = issues[0].path?.[0].key === 'server'
  return { ok: false, code: isAddress ? 'invalid_address' : 'invalid_field', text: issues[0].message }
}

export const BatchCheckBody = v.object({
  nodes: v.pipe(
    v.array(BatchEntry, 'nodes 必须是数组'),
    v.minLength(1, '节点列表不能为空'),
    v.maxLength(limits.checkBatchMax, `节点列表不能超过 ${limits.checkBatchMax} 个`),
  ),
})

/** Looks at the length of a list of checks, before its entries are looked at. Throws batch_size. */
export function requireBatchSize({ nodes }: Readonly<Record<string, unknown>>): void {
  if (!Array.isArray(nodes) || (nodes.length >= 1 && nodes.length <= limits.checkBatchMax)) return
  throw new ServiceError('batch_size', { field: 'nodes' })
}

/** Result of one health check, online or not; always with status 200. */
export const CheckResult = v.object({
  is_online: v.boolean(),
  connection_count: v.number(),
  /** Best of three protocol pings; -1 when offline. */
  latency_ms: v.number(),
  check_time: v.string(),
  error: v.optional(v.string()),
  code: v.optional(v.string()),
  mode: v.optional(v.nullable(v.picklist(['same_network', 'foreign']))),
  easytier_version: v.optional(v.string()),
  connect_ms: v.optional(v.number()),
  handshake_ms: v.optional(v.number()),
  secure: v.optional(v.boolean()),
  cached: v.optional(v.boolean()),
  direct_peer_count: v.optional(v.number()),
  foreign_peer_count: v.optional(v.number()),
  foreign_network_count: v.optional(v.number()),
  /** The node says that it relays no data for others. */
  avoids_relay: v.optional(v.boolean()),
  warnings: v.optional(v.array(v.string())),
})
export type CheckResult = v.InferOutput<typeof CheckResult>

export const BatchCheckAnswer = v.object({ results: v.array(CheckResult) })
export const CheckHealthAnswer = v.object({
  status: v.picklist(['ok', 'degraded']),
  service: v.literal('edgeone-check'),
  mode: v.picklist(['remote', 'local']),
  timestamp: v.string(),
  /** What the checker itself says, when it can be reached. */
  checker: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
  error: v.optional(v.string()),
  code: v.optional(v.string()),
})

export type CheckScheme = 'tcp' | 'udp' | 'ws' | 'wss'
export type ServerAddress = {
  readonly scheme: CheckScheme
  /** IPv4, IPv6 without brackets, or a name, as written (not yet resolved or vetted). */
  readonly host: string
  readonly port: number
  /** Path and query for ws and wss, "/" when absent; "" for tcp and udp. */
  readonly path: string
}
export type ParsedServer =
  | { readonly ok: true; readonly address: ServerAddress }
  | { readonly ok: false; readonly reason: 'malformed' | 'unsupported_protocol' }

const otherSchemes = new Set(['quic', 'wg', 'faketcp', 'http', 'https', 'txt', 'srv', 'ring', 'unix'])

/** What is said of an address that parseServer cannot read. */
export const serverFormText =
  'server 须为 tcp://主机:端口、udp://主机:端口、ws://主机:端口 或 wss://主机:端口'

/**
 * Reads `tcp://host:port`, `udp://host:port`, `ws://host:port/path`, `wss://…`. The port is required (1 to 65535).
 * Does no URL normalisation of the host, so that the address policy sees what was written.
 */
export function parseServer(server: string): ParsedServer {
  const parts =
    /^([a-z][a-z0-9+.-]*):\/\/(?:\[([0-9a-f:.%a-z_-]+)\]|([^\s/?#@:[\]\\]+)):(\d{1,5})([/?][^\s#\\]*)?$/i.exec(
      server.trim(),
    )
  if (!parts) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(server.trim())?.[1]?.toLowerCase()
    return {
      ok: false,
      reason: scheme !== undefined && otherSchemes.has(scheme) ? 'unsupported_protocol' : 'malformed',
    }
  }
  const scheme = (parts[1] ?? '').toLowerCase()
  if (otherSchemes.has(scheme)) return { ok: false, reason: 'unsupported_protocol' }
  const port = Number(parts[4])
  if (!isCheckScheme(scheme) || port < 1 || port > 65_535) return { ok: false, reason: 'malformed' }
  const rest = parts[5] ?? ''
  const hasPath = scheme === 'ws' || scheme === 'wss'
  if (!hasPath && rest !== '' && rest !== '/') return { ok: false, reason: 'malformed' }
  const path = !hasPath ? '' : rest === '' ? '/' : rest.startsWith('?') ? `/${rest}` : rest
  return { ok: true, address: { scheme, host: parts[2] ?? parts[3] ?? '', port, path } }
}

function isCheckScheme(scheme: string): scheme is CheckScheme {
  return scheme === 'tcp' || scheme === 'udp' || scheme === 'ws' || scheme === 'wss'
}

/** Paths that a stranger may have a checker ask for: those that nodes use, and nothing that could do something elsewhere. */
export function isPlainPath(path: string): boolean {
  return /^(?:\/[A-Za-z0-9/_.-]*)?$/.test(path)
}

/** What is said of a WebSocket address with any other path. */
export const plainPathText =
  '该 WebSocket 路径不能由匿名调用检测（仅限字母、数字和 / _ . -，且不带查询参数；本站的节点不受此限）'
