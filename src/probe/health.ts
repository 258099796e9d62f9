import { version } from '../../package.json'
import { systemClock, type Clock } from './clock.ts'
import { systemSockets, type SocketLayer } from './dial-tcp.ts'
import { guarded, type Handler } from './guard.ts'
import { createOutbound } from './outbound.ts'
import { json } from './respond.ts'

declare global {
  var __probeHealth: { readonly health: Handler } | undefined
}

/** How a checker is, as JSON. */
export type HealthReport = () => Promise<Readonly<Record<string, unknown>>>

/** Makes the report of the checker in this process. */
export function createHealthReport(
  sockets: SocketLayer,
  clock: Clock,
  probesDone: () => number,
): HealthReport {
  const outbound = createOutbound(sockets, clock)
  return async () => ({
    status: 'ok',
    service: 'edgeone-check',
    mode: 'local',
    timestamp: new Date(clock.wallMs()).toISOString(),
    version,
    node_version: process.version,
    uptime_s: Math.round(process.uptime()),
    probes_done: probesDone(),
    outbound_tcp: await outbound.works(),
  })
}

/**
 * `/probe/health`. A module apart from the checks, because EdgeOne copies all that a function imports into each of
 * them; `probesDone` is asked of theirs, if it has been loaded here.
 */
export function createHealth(report: HealthReport): Handler {
  return guarded(['GET', 'HEAD'], async () => json(await report()))
}

export const health: Handler = createHealth(
  createHealthReport(systemSockets, systemClock, () => globalThis.__probe?.probeFunctions.probesDone() ?? 0),
)
