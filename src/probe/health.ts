import { version } from '../../package.json'
import { systemClock, type Clock } from './clock.ts'
import { systemDatagrams } from './datagrams.ts'
import { systemSockets, type SocketLayer } from './dial-tcp.ts'
import { guarded, type Handler } from './guard.ts'
import { createOutbound } from './outbound.ts'
import { json } from './respond.ts'
import { createUdpSupport, type UdpSupport } from './udp-support.ts'

declare global {
  var __probeHealth: { readonly health: Handler } | undefined
}

/** How a checker is, as JSON; `asksUdp`: also whether answers come back over UDP from outside. */
export type HealthReport = (asksUdp?: boolean) => Promise<Readonly<Record<string, unknown>>>

/** Makes the report of the checker in this process. */
export function createHealthReport(
  world: { readonly sockets: SocketLayer; readonly udp: UdpSupport; readonly clock: Clock },
  probesDone: () => number,
): HealthReport {
  const { sockets, udp, clock } = world
  const outbound = createOutbound(sockets, clock)
  return async (asksUdp = false) => ({
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
    ...(asksUdp && { outbound_udp: await udp.leaves() }),
  })
}

/**
 * `/probe/health`. A module apart from the checks, because EdgeOne copies all that a function imports into each of
 * them; `probesDone` is asked of theirs, if it has been loaded here. `udp`: datagrams can be sent and received here;
 * `?udp=1` asks a public resolver besides whether answers come back from outside.
 */
export function createHealth(report: HealthReport): Handler {
  return guarded(['GET', 'HEAD'], async ({ request }) => {
    const asksUdp = new URL(request.url, 'http://host').searchParams.get('udp') === '1'
    return json(await report(asksUdp))
  })
}

export const health: Handler = createHealth(
  createHealthReport(
    { sockets: systemSockets, udp: createUdpSupport(systemDatagrams, systemClock), clock: systemClock },
    () => globalThis.__probe?.probeFunctions.probesDone() ?? 0,
  ),
)
