import type { NodeChecksAnswer } from '../../contract/checks.ts'
import { ServiceError } from '../../contract/errors.ts'
import { verdictOf } from '../../domain/evidence/index.ts'
import { hash53, isoTime, isoTimeOrNull, slotMs, slotOf, slotsPerDay } from '../../domain/values/index.ts'
import type { StoreContext } from '../../store/context/index.ts'
import { readNodeChecks, type PlaceChecks } from '../../store/evidence/index.ts'
import { getListedNode } from '../../store/nodes/index.ts'
import { readReportState } from '../../store/reports/index.ts'

type Place = NodeChecksAnswer['places'][number]

/**
 * What a listed node says of itself, and what each place found of it. The tag changes with the content. Throws
 * node_not_found as the node's page does.
 */
export async function nodeChecks(
  ctx: StoreContext,
  { id }: { readonly id: number },
): Promise<{ readonly answer: NodeChecksAnswer; readonly etag: string }> {
  const [node, reports] = await Promise.all([getListedNode(ctx, id), readReportState(ctx, id)])
  if (node === undefined) throw new ServiceError('node_not_found')
  const places = await readNodeChecks(ctx, node)
  const nowMs = ctx.clock()
  const content = {
    reports: { state: reports.state, at: isoTimeOrNull(reports.atMs) },
    slots_start: isoTime((slotOf(nowMs) - slotsPerDay + 1) * slotMs),
    step_s: slotMs / 1000,
    places: places.map(toPlace),
  }
  const etag = hash53(JSON.stringify(content)).toString(36)
  return { answer: { generated_at: isoTime(nowMs), ...content }, etag: `W/"${etag}"` }
}

function toPlace({ id, name, finding, slots, days }: PlaceChecks): Place {
  const newest = finding?.newest
  return {
    id,
    name,
    newest:
      newest === undefined
        ? null
        : {
            verdict: verdictOf(newest.code),
            code: newest.code,
            since: isoTime(newest.sinceMs),
            at: isoTime(newest.ms),
            latency_ms: newest.latencyMs,
          },
    slots,
    days,
  }
}
