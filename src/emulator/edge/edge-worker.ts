import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { Miniflare, Response, fetch, type Request } from 'miniflare'
import type { KvService } from '../kv/kv-service.ts'
import type { Outbound } from '../outbound.ts'
import { channelHeader, type Channel } from '../shim/channel.ts'
import { bakeEnv } from './bake-env.ts'
import type { Switch } from '../switches.ts'
import { shimCode } from './shim-code.ts'

/** Web APIs as of this date; changes workerd's behaviour, not EdgeOne's. */
const compatibilityDateValue = '2026-04-01'

export interface EdgeWorkerOptions {
  /** Text of the emitted `edge-functions/index.js`. */
  bundle: string
  /** What `context.env` holds. */
  env: Record<string, string>
  kv: KvService
  withClock: boolean
  /** Whether the iterations of loops are counted, as the switches of `loopSwitches` need; it makes them slower. */
  countsLoops?: boolean
  /** What is false for every request whose channel says nothing else. */
  switches?: readonly Switch[]
  /** Where to send the edge's own requests to this host: `undefined` leaves the address as it is. */
  reroute: (url: URL) => URL | undefined
  /** Origins beside this host that the edge may send requests to; all others are answered 403 here. */
  outbound: Outbound
  /** Receives each line that the worker prints. */
  onLine: (line: string) => void
}

export interface EdgeWorker {
  /** `http://127.0.0.1:<port>` of the worker; it answers only requests with a channel header. */
  url: URL
  /** Value of `CHANNEL_HEADER` for one request. */
  channel: (
    clientIp: string,
    options?: Partial<Pick<Channel, 'id' | 'skewMs' | 'switches' | 'isHurried'>>,
  ) => string
  stop: () => Promise<void>
}

/** Starts the emitted edge bundle in workerd behind the shim. */
export async function startEdgeWorker(options: EdgeWorkerOptions): Promise<EdgeWorker> {
  useGuardedWorkerd()
  const kvAddress = await options.kv.listen()
  const baked = bakeEnv(options.bundle, options.env, kvMember)
  const code = options.countsLoops ? (await import('./count-loops.ts')).countLoops(baked) : baked
  const miniflare = withoutSignalHandlers(
    () =>
      new Miniflare({
        modules: [
          { type: 'ESModule', path: '/entry.mjs', contents: entryFile },
          { type: 'ESModule', path: '/shim.mjs', contents: shimCode(options.withClock) },
          { type: 'ESModule', path: '/edge.mjs', contents: code },
        ],
        modulesRoot: '/',
        compatibilityDate: compatibilityDateValue,
        compatibilityFlags: ['nodejs_als'],
        cf: false,
        bindings: { SHIM_TOKEN: options.kv.token },
        serviceBindings: { KV_SERVICE: { external: { address: kvAddress, http: {} } } },
        outboundService: (request: Request) => send(request, options),
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
          for (const stream of [stdout, stderr]) createInterface(stream).on('line', options.onLine)
        },
      }),
  )
  await miniflare.ready
  return {
    url: await miniflare.unsafeGetDirectURL(),
    channel: (clientIp, { id = '', skewMs = 0, switches = options.switches ?? [], isHurried = false } = {}) =>
      JSON.stringify({
        token: options.kv.token,
        id,
        clientIp,
        skewMs,
        switches,
        isHurried,
      } satisfies Channel),
    stop: async () => {
      await miniflare.dispose()
      await options.kv.close()
    },
  }
}

/** The namespace as some projects see it; undefined unless the switch is on. */
const kvMember = 'get easytier_kv() { return globalThis.__kvOfEnv }'

const entryFile = `import shim from './shim.mjs'\nimport './edge.mjs'\nexport default shim\n`

/** The edge's own requests; redirects are followed inside workerd, so that each hop passes here. */
async function send(
  request: Request,
  { reroute, outbound }: Pick<EdgeWorkerOptions, 'reroute' | 'outbound'>,
): Promise<Response> {
  const url = new URL(request.url)
  const target = reroute(url) ?? (outbound.has(url.origin) ? url : undefined)
  if (target === undefined) return new Response(`requests to ${url.origin} are not allowed`, { status: 403 })
  request.headers.delete(channelHeader)
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer()
  const response = await fetch(target, {
    method: request.method,
    headers: request.headers,
    body,
    redirect: 'manual',
  })
  const headers = new Headers([...response.headers])
  // The client here has already unpacked the body.
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(response.body, { status: response.status, headers: [...headers] })
}

/** Miniflare ends the process at SIGINT and SIGTERM before anything else could be put in order. */
function withoutSignalHandlers<T>(create: () => T): T {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)))
  const created = create()
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener)
  }
  return created
}

/** Path of the program that Miniflare would start itself. */
function workerdBinary(): string {
  const fromHere = createRequire(import.meta.url)
  const fromMiniflare = createRequire(fromHere.resolve('miniflare'))
  const { default: binary } = fromMiniflare('workerd') as { default: string }
  return binary
}

/** workerd does not notice when its parent is killed; the guard does. Windows has no `sh` and goes without. */
function useGuardedWorkerd(): void {
  if (process.platform === 'win32') return
  const guard = path.join(import.meta.dirname, 'workerd-guard.sh')
  if (process.env['MINIFLARE_WORKERD_PATH'] === guard) return
  process.env['WORKERD_BINARY'] = process.env['MINIFLARE_WORKERD_PATH'] ?? workerdBinary()
  chmodSync(guard, 0o755)
  process.env['MINIFLARE_WORKERD_PATH'] = guard
}
