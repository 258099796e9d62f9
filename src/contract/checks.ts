import * as v from 'valibot'

const numberOrNull = v.nullable(v.number())

/** What reports say at this moment: up, down, nothing for too long, nothing ever. */
export const reportStates = ['online', 'offline', 'silent', 'none'] as const
export type ReportState = (typeof reportStates)[number]

/** How the newest check of a place ended: it joined, was answered but not taken in, or failed. */
export const checkVerdicts = ['joined', 'refused', 'failed'] as const
export type CheckVerdict = (typeof checkVerdicts)[number]

/** A series of one place, oldest first; `reached`: share of checks that the node answered, 0 to 1. null = not measured. */
const Series = v.object({ latency_ms: v.array(numberOrNull), reached: v.array(numberOrNull) })

/** `GET /api/public/:id/checks`: what a node says of itself beside what each place found of it. */
export const NodeChecksAnswer = v.object({
  generated_at: v.string(),
  reports: v.object({ state: v.picklist(reportStates), at: v.nullable(v.string()) }),
  /** 144 slots of 10 minutes up to now begin at `slots_start`; 90 days of the site's zone up to today. */
  slots_start: v.string(),
  step_s: v.number(),
  places: v.array(
    v.object({
      id: v.string(),
      /** "" of the site's own checker. */
      name: v.string(),
      /** Of the last hour; null where the place has not looked. `since`: found so since then, answering or not. */
      newest: v.nullable(
        v.object({
          verdict: v.picklist(checkVerdicts),
          code: v.string(),
          since: v.string(),
          at: v.string(),
          latency_ms: v.number(),
        }),
      ),
      slots: Series,
      days: Series,
    }),
  ),
})
export type NodeChecksAnswer = v.InferOutput<typeof NodeChecksAnswer>
