import { ServiceError } from '../../contract/errors.ts'
import type { NodeHistoryAnswer } from '../../contract/node.ts'
import { dayMs, isoTime, slotMs } from '../../domain/values/index.ts'
import { readNodeDays, type SpanFigures } from '../../store/reports/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'

/** The last 24 hours and 90 days of a node for its owner or an admin. Throws node_not_found or node_forbidden. */
export async function nodeHistory(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<NodeHistoryAnswer> {
  await loadNode(ctx, input.id)
  const found = await readNodeDays(ctx, input.id)
  if (found === undefined) throw new ServiceError('node_not_found')
  return {
    uptime: found.uptime,
    slots: found.slots.map((slot) => ({ at: isoTime(slot.at * slotMs), ...toSpan(slot) })),
    days: found.days.map((day) => ({ date: isoTime(day.at * dayMs).slice(0, 10), ...toSpan(day) })),
  }
}

function toSpan(figures: SpanFigures) {
  return {
    uptime: figures.uptime,
    bandwidth: figures.bandwidth,
    bandwidth_max: figures.bandwidthMax,
    connections: figures.connections,
    connections_max: figures.connectionsMax,
    latency_ms: figures.latencyMs,
    traffic: figures.trafficGb,
  }
}
