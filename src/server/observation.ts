import { equalSecrets } from '../auth/secrets.ts'
import { ServiceError } from '../contract/errors.ts'
import type { PartsHealth } from './health.ts'
import type { Metrics } from './metrics.ts'
import { bareHeaders, refuse } from './net/refusal.ts'
import { normalAddress, type TrustedProxies } from './net/trusted-proxies.ts'
import type { ServerStore } from './store/port.ts'
import type { Visit } from './visit.ts'

export type ObservationOptions = {
  readonly metrics: Metrics
  /** '' = only loopback and trusted addresses may read the metrics. */
  readonly token: string
  readonly proxies: TrustedProxies
  readonly store: Pick<ServerStore, 'kind' | 'trouble'>
  readonly checkerMode: 'local' | 'remote'
  readonly tickAgeMs: () => Promise<number | undefined>
  /** Nodes by state, from the site's own view; empty while there is none. */
  readonly nodesByState: () => Promise<Readonly<Record<string, number>>>
}

/** `GET /metrics`, and what `GET /healthz` says beside the phase. */
export class Observation {
  readonly #options: ObservationOptions

  constructor(options: ObservationOptions) {
    this.#options = options
  }

  /** How the parts are. Never rejects. */
  async health(): Promise<PartsHealth> {
    const { store, checkerMode } = this.#options
    return { store, checkerMode, tickAgeS: await this.#tickAgeS() }
  }

  async answer(visit: Visit): Promise<void> {
    const { request, response } = visit
    visit.route = 'metrics'
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 'method_not_allowed', { allow: 'GET, HEAD' })
    if (!this.#mayRead(visit)) return refuse(response, 'token_missing', { 'www-authenticate': 'Bearer' })
    const { metrics, nodesByState, store } = this.#options
    const text = await metrics.text({
      nodesByState: await nodesByState(),
      tickAgeS: await this.#tickAgeS(),
      storeWorks: store.trouble() === undefined,
    })
    response.writeHead(200, {
      'content-type': metrics.contentType,
      ...bareHeaders,
      'content-length': Buffer.byteLength(text),
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }

  /** Unknown while the store is away. */
  async #tickAgeS(): Promise<number | undefined> {
    try {
      const ageMs = await this.#options.tickAgeMs()
      return ageMs === undefined ? undefined : ageMs / 1000
    } catch (error) {
      if (error instanceof ServiceError) return undefined
      throw error
    }
  }

  #mayRead({ request, clientIp }: Visit): boolean {
    const { token, proxies } = this.#options
    if (token !== '') {
      const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
      return equalSecrets(given, token)
    }
    // Behind a proxy that nobody told us of, everybody comes from loopback.
    const isForwarded = Object.keys(request.headers).some((name) => proxyHeader.test(name))
    const peer = normalAddress(request.socket.remoteAddress ?? '') ?? ''
    if (isForwarded && !proxies.trusts(peer)) return false
    return isLoopback(clientIp) || proxies.trusts(clientIp)
  }
}

/** What proxies and CDNs add; a scraper on this machine sends none of it. */
const proxyHeader = /^(?:x-forwarded-.+|x-real-ip|forwarded|via|.+-(?:client|connecting)-ip)$/

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
