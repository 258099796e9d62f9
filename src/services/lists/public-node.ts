import { ServiceError } from '../../contract/errors.ts'
import type { PublicNodeAnswer } from '../../contract/public.ts'
import { toPublicNode } from './public-json.ts'
import { bytesToGb } from '../../domain/traffic/index.ts'
import { dayMs, hash53, isoTime, isoTimeOrNull, slotMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../../store/context/index.ts'
import { readNodeHistory, type NodeHistory } from '../../store/reports/index.ts'

/** One public node with its history. Throws node_not_found also for an expired one or a disabled owner's. */
export async function publicNode(
  ctx: StoreContext,
  input: { readonly id: number },
): Promise<{ readonly answer: PublicNodeAnswer; readonly etag: string }> {
  const history = await readNodeHistory(ctx, input.id)
  if (history === undefined) throw new ServiceError('node_not_found')
  const content = toContent(history)
  const etag = hash53(JSON.stringify(content)).toString(36)
  return { answer: { generated_at: isoTime(history.nowMs), ...content }, etag: `W/"${etag}"` }
}

function toContent(history: NodeHistory): Omit<PublicNodeAnswer, 'generated_at'> {
  const { connections, slots, uptime, period } = history
  const { firstSlot, ...series } = slots
  return {
    node: {
      ...toPublicNode(history.node),
      maintenance_until: isoTimeOrNull(history.maintainedUntilMs),
      ...(connections === undefined ? {} : { connections: [...connections] }),
    },
    slots: { start: isoTime(firstSlot * slotMs), step_s: slotMs / 1000, ...series },
    uptime,
    traffic: {
      period_start: period.startMs > 0 ? isoTime(period.startMs) : '',
      period_end: period.endMs === null ? '' : isoTime(period.endMs),
      daily: history.daily.map(({ day, bytes }) => ({
        date: isoTime(day * dayMs).slice(0, 10),
        gb: bytesToGb(bytes),
      })),
    },
    events: history.events.map(({ atMs, state, endMs }) => ({
      at: isoTime(atMs),
      state,
      duration_s: endMs === undefined ? null : Math.round((endMs - atMs) / 1000),
    })),
  }
}
