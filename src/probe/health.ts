import { version } from '../../package.json'
import { systemClock, type Clock } from './clock.ts'
import { systemDatagrams } from './datagrams.ts'
import { systemSockets, type SocketLayer } from './dial-tcp.ts'
import { guarded, type Handler } from './guard.ts'
import { createOutbound } from './outbound.ts'
import { createNameSupport } from './name-support.ts'
import { systemResolver, type Resolver } from './resolve.ts'
import { json } from './respond.ts'
import { askEcho, hold, readQuestion } from './self-test.ts'
import { createUdpSupport, type UdpSupport } from './udp-support.ts'

declare global {
  var __probeHealth: { readonly health: Handler } | undefined
}

/** What a report looks into beyond itself: answers over UDP from outside, and names. */
export type HealthQuestion = { readonly udp?: boolean; readonly names?: boolean }

/** How a checker is, as JSON. */
export type HealthReport = (question?: HealthQuestion) => Promise<Readonly<Record<string, unknown>>>

/** Everything there is to ask: what a self-test wants. */
export const deepQuestion: HealthQuestion = { udp: true, names: true }

/** Makes the report of the checker in this process. */
export function createHealthReport(
  world: {
    readonly sockets: SocketLayer
    readonly udp: UdpSupport
    readonly resolver: Resolver
    readonly clock: Clock
  },
  probesDone: () => number,
): HealthReport {
  const { sockets, udp, resolver, clock } = world
  const names = createNameSupport(resolver, clock)
  const outbound = createOutbound(sockets, clock)
  return async (question = {}) => ({
    status: 'ok',
    service: 'edgeone-check',
    mode: 'local',
    timestamp: new Date(clock.wallMs()).toISOString(),
    version,
    node_version: process.version,
    uptime_s: Math.round(process.uptime()),
    probes_done: probesDone(),
    outbound_tcp: await outbound.works(),
    udp: await udp.works(),
    ...(question.udp && { outbound_udp: await udp.leaves() }),
    ...(question.names && { dns: await names.works() }),
  })
}

/**
 * `/probe/health`. A module apart from the checks, because EdgeOne copies all that a function imports into each of
 * them; `probesDone` is asked of theirs, if it has been loaded here. `udp`: datagrams can be sent and received here;
 * `?udp=1` asks a public resolver besides whether answers come back from outside; POST of `{"deep": true}` asks that,
 * whether names resolve, where this is and, with `run` and `ticket`, which address the site's own edge sees; `hold_ms`
 * waits before answering; `?redirect=1` leads back here.
 */
export function createHealth(report: HealthReport, clock: Clock = systemClock): Handler {
  return guarded(['GET', 'HEAD', 'POST'], async ({ request, server, env = process.env }) => {
    const query = new URL(request.url, 'http://host').searchParams
    if (query.get('redirect') === '1') {
      const headers = { location: '/probe/health', 'cache-control': 'no-store' }
      return new Response(null, { status: 302, headers })
    }
    const asked = readQuestion(request.method === 'POST' ? await request.text() : '')
    if (asked.holdMs !== undefined) return json({ status: 'ok', held_ms: await hold(clock, asked.holdMs) })
    if (asked.isDeep) {
      const address = await askEcho(clock, env['PUBLIC_ORIGIN'], asked.echo)
      return json({
        ...(await report(deepQuestion)),
        ...(server?.region !== undefined && { region: server.region }),
        ...(address !== undefined && { outbound_address: address }),
      })
    }
    return json(await report({ udp: query.get('udp') === '1' }))
  })
}

export const health: Handler = createHealth(
  createHealthReport(
    {
      sockets: systemSockets,
      udp: createUdpSupport(systemDatagrams, systemClock),
      resolver: systemResolver,
      clock: systemClock,
    },
    () => globalThis.__probe?.probeFunctions.probesDone() ?? 0,
  ),
)
