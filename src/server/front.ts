import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '../contract/errors.ts'
import type { Api } from './api.ts'
import { healthOf, type Phase } from './health.ts'
import { serverLimits } from './limits.ts'
import { describeFault, type Log } from './log.ts'
import { readForwarded } from './net/forwarded.ts'
import { type OwnHosts, parseHost } from './net/own-hosts.ts'
import { BodyCut, hasBody, readBody } from './net/read-body.ts'
import { bareHeaders, refuse } from './net/refusal.ts'
import { parseTarget } from './net/target.ts'
import type { TrustedProxies } from './net/trusted-proxies.ts'
import type { Observation } from './observation.ts'
import type { Site } from './site.ts'
import { beginVisit, type Visit } from './visit.ts'

/** What answers, once the server has started. */
export type FrontParts = {
  readonly hosts: OwnHosts
  readonly site: Site
  readonly api: Api
  readonly observation: Observation
}

export type FrontOptions = {
  readonly proxies: TrustedProxies
  readonly clock: () => number
  readonly log: Log
  /** Called for each request that is over. */
  readonly onEnd: (visit: Visit, ms: number) => void
}

/** Takes every request: reads where it goes and whence it comes once, and hands it to what answers there. */
export class Front {
  readonly #options: FrontOptions
  readonly #open = new Set<Visit>()
  readonly #startedMs: number
  #parts: FrontParts | undefined
  #phase: Phase = 'starting'
  #whenEmpty: () => void = () => undefined

  constructor(options: FrontOptions) {
    this.#options = options
    this.#startedMs = options.clock()
  }

  /** Begins to answer. */
  serve(parts: FrontParts): void {
    this.#parts = parts
    this.#phase = 'ready'
  }

  /** From here on each answer is the last of its connection; resolves when all that were accepted are answered. */
  drain(): Promise<void> {
    this.#phase = 'stopping'
    for (const { response } of this.#open) lastOfConnection(response)
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => (this.#whenEmpty = resolve))
  }

  /** The listener. Never throws. */
  take(request: IncomingMessage, response: ServerResponse): void {
    const { clock, log } = this.#options
    const visit = beginVisit(request, response, clock())
    this.#open.add(visit)
    response.on('close', () => this.#end(visit))
    if (this.#phase === 'stopping') lastOfConnection(response)
    this.#answer(visit).catch((error: unknown) => {
      if (error instanceof BodyCut) return
      log.event('error', 'answer_failed', { request_id: visit.requestId, failure: describeFault(error) })
      if (response.headersSent) response.destroy()
      else refuse(response, 'internal')
    })
  }

  #end(visit: Visit): void {
    this.#open.delete(visit)
    this.#options.onEnd(visit, this.#options.clock() - visit.startMs)
    if (this.#open.size === 0) this.#whenEmpty()
  }

  async #answer(visit: Visit): Promise<void> {
    const { request, response } = visit
    const parts = this.#parts
    const refusal = this.#read(visit, parts?.hosts)
    if (refusal !== undefined) return refuse(response, refusal)
    const { pathname } = visit.target ?? { pathname: '' }
    if (pathname === '/healthz') return this.#answerHealth(visit)
    if (parts === undefined) return refuse(response, 'server_unready', { 'retry-after': '1' })
    if (pathname === '/metrics') return parts.observation.answer(visit)
    const { headers, redirect } = parts.site.rules.of(pathname)
    setRuledHeaders(visit, headers)
    // The app answers some paths that the platform's functions cannot.
    if (redirect !== undefined && !parts.api.has(pathname)) {
      visit.route = 'redirect'
      response.writeHead(redirect.status, { location: redirect.location, 'content-length': 0 }).end()
      return
    }
    if (parts.site.has(pathname) || !parts.api.has(pathname)) {
      visit.route = parts.site.has(pathname) ? 'static' : 'none'
      parts.site.answer(visit)
      return
    }
    if (hasBody(request) && request.method !== 'GET' && request.method !== 'HEAD') {
      Object.assign(request, { rawBody: await readBody(request) })
    }
    parts.api.answer(visit)
  }

  /** Reads target, peer and host into the visit; the code of the refusal when one of them will not do. */
  #read(visit: Visit, hosts: OwnHosts | undefined): ErrorCode | undefined {
    const { request } = visit
    const forwarded = readForwarded(request, this.#options.proxies)
    visit.clientIp = forwarded.clientIp
    visit.protocol = forwarded.protocol
    if (request.rawHeaders.length / 2 > serverLimits.headersMax) return 'headers_too_large'
    visit.target = parseTarget(request.url ?? '')
    const named = request.headersDistinct['host'] ?? []
    if (visit.target === undefined || named.length > 1) return 'bad_request'
    // HTTP/1.0 needs no host, and no browser speaks it.
    const local = hostOfSocket(request)
    const host = visit.target.host ?? parseHost(forwarded.host ?? named[0] ?? local)
    if (host === undefined) return 'bad_request'
    if (hosts !== undefined && !hosts.has(host, request.socket.localAddress)) return 'host_unknown'
    visit.origin = `${visit.protocol}://${host.host}`
    // The app reads the same target and no other.
    request.url = visit.target.pathname + visit.target.search
    request.headers.host = host.host
    return undefined
  }

  async #answerHealth(visit: Visit): Promise<void> {
    const { request, response } = visit
    visit.route = 'healthz'
    const uptimeS = (this.#options.clock() - this.#startedMs) / 1000
    const { status, body } = healthOf(this.#phase, uptimeS, await this.#parts?.observation.health())
    const text = `${JSON.stringify(body)}\n`
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...bareHeaders,
      'content-length': Buffer.byteLength(text),
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
}

function hostOfSocket({ socket }: IncomingMessage): string {
  const address = socket.localAddress ?? ''
  return `${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`
}

function lastOfConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

const ofFiles = new Set(['content-type', 'cache-control'])

function setRuledHeaders({ response, protocol }: Visit, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // Over HTTP it says nothing (RFC 6797, 7.2).
    if (name === 'strict-transport-security' && protocol !== 'https') continue
    if (!ofFiles.has(name)) response.setHeader(name, value)
  }
}
