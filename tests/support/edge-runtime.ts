import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import http from 'node:http'
import { readEdgeBundle, whileBuilt } from '../../src/emulator/artifacts.ts'
import { startEdgeWorker } from '../../src/emulator/edge/edge-worker.ts'
import { DurableKv } from '../../src/emulator/kv/durable-kv.ts'
import { KvService, type KvCount } from '../../src/emulator/kv/kv-service.ts'
import { MemoryKv } from '../../src/emulator/kv/memory-kv.ts'
import type { KvStore } from '../../src/emulator/kv/store.ts'
import { outboundOrigins } from '../../src/emulator/outbound.ts'
import { NodeHost } from '../../src/emulator/node/node-host.ts'
import type { Switch } from '../../src/emulator/switches.ts'
import { channelHeader, usageHeader, type Usage } from '../../src/emulator/shim/channel.ts'
import { buildArtifacts } from '../../src/tools/build.ts'
import { artifactsValue } from '../../src/tools/paths.ts'
import { StaleKv } from './stale-kv.ts'

export interface EdgeOptions {
  /** What `context.env` holds; nothing of the process's environment is added. */
  env?: Record<string, string>
  /** Environment of the Node functions (`API_KEY`, `CHECK_ALLOW_PRIVATE`). They run only when this is given. */
  nodeEnv?: Record<string, string>
  /** Keep the KV on disk here; in memory without it. */
  dataDir?: string
  /** Writes of other places (`CallOptions.place`) are seen this much later, milliseconds. Not with `dataDir`. */
  staleMs?: number
  /** Text of another bundle than the emitted one. */
  bundle?: string
  /** Count the iterations of loops: for `cpu_limit_50ms`, `loop_limit` and `usage().loops`. */
  countsLoops?: boolean
  /** Origins that the edge may send requests to, beside those of its variables. */
  outbound?: readonly string[]
}

export interface CallOptions {
  /** What `request.eo.clientIp` says; 203.0.113.1 without it. */
  clientIp?: string
  /** Where the request is answered, when the runtime was started with `staleMs`; `a` without it. */
  place?: string
  /** What is false of the platform for this request. */
  switches?: readonly Switch[]
  /** Waits of a second behind the answer are over at once. */
  isHurried?: boolean
}

export interface EdgeRuntime {
  /** Sends the request to the bundle. The host of its URL is kept as `Host`, redirects are not followed. */
  fetch(request: Request, options?: CallOptions): Promise<Response>
  /** What the request of this answer had used when it answered (without its `waitUntil` work). */
  usage(response: Response): Usage
  /** Resolves when all `waitUntil` work of the requests so far is done. */
  idle(): Promise<void>
  /** KV operations since the start or the last `resetOps`, `waitUntil` work included. */
  ops(): KvCount & { total: number }
  resetOps(): void
  /** The store behind the shim, uncounted and without the shim's limits. */
  kv: KvStore
  /** Moves the clock that later requests see (`Date` in the worker), milliseconds. */
  advance(ms: number): void
  /** What the worker printed so far. */
  lines: readonly string[]
  stop(): Promise<void>
}

/**
 * Starts the emitted edge bundle (built first when stale) in workerd behind the strict EdgeOne shim.
 *
 * One suite can run over `fetch(Request)` against the app in process and against this:
 * ```ts
 * const edge = await startEdge({ env: { JWT_SECRET: 'a'.repeat(32) } })
 * const response = await edge.fetch(new Request('http://localhost/api/system/check-init'))
 * edge.usage(response)          // { get, put, delete, list, rounds, fetches, consoleCalls, loops, longestLoop }
 * await edge.idle()             // background work done
 * edge.ops().total              // everything, background included
 * await edge.stop()
 * ```
 * The edge's fetches to the host it was called by, or to `env.PUBLIC_ORIGIN`, reach the emitted Node functions when
 * `nodeEnv` is given; to origins that the variables name they really go out, to others not.
 */
export async function startEdge(options: EdgeOptions = {}): Promise<EdgeRuntime> {
  if (options.bundle !== undefined && !options.nodeEnv) return start(options)
  await buildArtifacts({ ifStale: true })
  return whileBuilt(() => start(options))
}

async function start(options: EdgeOptions): Promise<EdgeRuntime> {
  if (options.dataDir) mkdirSync(options.dataDir, { recursive: true })
  let skewMs = 0
  const places = new Map<string, string>()
  const stale = new StaleKv(options.staleMs ?? 0, () => Date.now() + skewMs)
  const store = options.dataDir
    ? await DurableKv.open(options.dataDir)
    : options.staleMs === undefined
      ? new MemoryKv()
      : stale.at('a')
  const service = new KvService((id) =>
    options.staleMs === undefined ? store : stale.at(places.get(id) ?? 'a'),
  )
  const lines: string[] = []
  const onLine = (line: string): void => void lines.push(line)
  const node =
    options.nodeEnv && new NodeHost({ bundle: artifactsValue.nodeBundle, env: options.nodeEnv, onLine })
  await node?.start()
  const nodePort = await node?.port
  const own = new Set([options.env?.['PUBLIC_ORIGIN']])
  const worker = await startEdgeWorker({
    bundle: options.bundle ?? readEdgeBundle(),
    env: options.env ?? {},
    kv: service,
    withClock: true,
    countsLoops: options.countsLoops ?? false,
    outbound: outboundOrigins(options.env ?? {}, options.outbound),
    reroute: (url) =>
      nodePort !== undefined && own.has(url.origin)
        ? new URL(url.pathname + url.search, `http://127.0.0.1:${nodePort}`)
        : undefined,
    onLine,
  })
  const running = new Set<Promise<void>>()
  const usages = new WeakMap<Response, Usage>()
  return {
    async fetch(request, { clientIp = '203.0.113.1', place = 'a', switches = [], isHurried = false } = {}) {
      const id = randomUUID()
      places.set(id, place)
      const url = new URL(request.url)
      own.add(url.origin)
      const ended = service.whenDone(id).then(() => void running.delete(ended))
      running.add(ended)
      try {
        const channel = worker.channel(clientIp, { id, skewMs, switches, isHurried })
        const { answer, usage } = await send(request, worker.url, channel)
        usages.set(answer, usage)
        return answer
      } catch (error) {
        running.delete(ended)
        throw error
      }
    },
    usage(response) {
      const usage = usages.get(response)
      if (!usage) throw new Error('this response did not come from this runtime')
      return usage
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    ops() {
      const { get, put, delete: removed, list } = service.count
      return { get, put, delete: removed, list, total: get + put + removed + list }
    },
    resetOps() {
      Object.assign(service.count, { get: 0, put: 0, delete: 0, list: 0 })
    },
    kv: store,
    advance(ms) {
      skewMs += ms
    },
    lines,
    async stop() {
      await worker.stop()
      await node?.stop()
      if (store instanceof DurableKv) await store.close()
    },
  }
}

/** As `fetch`, but with a `Host` of our own choice. */
async function send(request: Request, to: URL, channel: string): Promise<{ answer: Response; usage: Usage }> {
  const url = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  const headers: Record<string, string> = { ...Object.fromEntries(request.headers), host: url.host }
  if (body.length > 0 || request.method === 'POST' || request.method === 'PUT') {
    headers['content-length'] = String(body.length)
  }
  headers[channelHeader] = channel
  const options = {
    method: request.method,
    host: to.hostname,
    port: to.port,
    path: url.pathname + url.search,
    // workerd closes a connection whose request body it did not read.
    agent: false as const,
    headers,
  }
  const message = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.request(options, resolve).on('error', reject).end(body)
  })
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const received = new Headers()
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    received.append(message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? '')
  }
  const usage = JSON.parse(received.get(usageHeader) ?? 'null') as Usage
  received.delete(usageHeader)
  const status = message.statusCode ?? 0
  const empty = [204, 205, 304].includes(status) || request.method === 'HEAD'
  return { answer: new Response(empty ? null : Buffer.concat(chunks), { status, headers: received }), usage }
}
