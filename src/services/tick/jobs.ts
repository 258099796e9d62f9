import { minuteMs } from '../../contract/time.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { numberNodes } from '../launchers/index.ts'
import { noteClock, sendAlerts } from '../alerts/index.ts'
import { stats } from '../lists/index.ts'
import { runRound } from '../rounds/run-round.ts'
import { foldUses } from '../../store/api-keys/index.ts'
import { sweepAnnouncements } from '../../store/announcements/index.ts'
import { sweepAudit } from '../../store/audit/index.ts'
import { foldEvidence } from '../../store/evidence/index.ts'
import { deriveEvents, sweepEvents } from '../../store/events/index.ts'
import { markNode, sweepComplaints } from '../../store/nodes/index.ts'
import { rowsWithDrained } from '../../store/placement/index.ts'
import { sweepThrottle, sweptRules } from '../../store/throttle/index.ts'
import { sweepTrials } from '../../store/self-test/index.ts'
import { sweepTickMarks } from '../../store/tick/index.ts'
import { sweepLinks } from '../../store/users/index.ts'

/** What a job did beyond sweeping. */
export type JobOutcome = { readonly checked?: number; readonly alerted?: number }

/** A piece of work that is due every so often. It is bounded by itself, and doing it twice does no harm. */
export type Job = {
  /** Names it in the record of the newest tick. */
  readonly id: string
  readonly everyMs: number
  /** Ends early, at the latest, when the signal says so. */
  readonly run: (ctx: ServiceContext, signal: AbortSignal) => Promise<JobOutcome | void>
}

/**
 * What a tick does, the most urgent first. All of it also happens now and then behind requests: without any tick the
 * site is right, only more is left lying about.
 */
export const jobs: readonly Job[] = [
  // Builds the lists anew when nobody has looked at them; what a rebuild comes across is swept behind it.
  { id: 'lists', everyMs: 10 * minuteMs, run: refreshLists },
  // Before what tells of them.
  { id: 'events', everyMs: minuteMs, run: noteEvents },
  // Small numbers for launchers, once checks have proven a node.
  { id: 'numbers', everyMs: 5 * minuteMs, run: giveNumbers },
  // Before what goes by it: silence while no tick came says nothing of nodes.
  { id: 'clock', everyMs: minuteMs, run: noteClock },
  { id: 'alerts', everyMs: minuteMs, run: sendAlerts },
  { id: 'throttles', everyMs: 5 * minuteMs, run: sweepThrottles },
  { id: 'links', everyMs: 10 * minuteMs, run: sweepAllLinks },
  { id: 'first_checks', everyMs: minuteMs, run: markPassed },
  { id: 'complaints', everyMs: 60 * minuteMs, run: sweepComplaints },
  { id: 'checks', everyMs: 5 * minuteMs, run: foldEvidence },
  { id: 'trials', everyMs: 10 * minuteMs, run: sweepTrials },
  { id: 'marks', everyMs: 10 * minuteMs, run: sweepTickMarks },
  { id: 'uses', everyMs: 10 * minuteMs, run: foldUses },
  { id: 'announcements', everyMs: 60 * minuteMs, run: sweepAnnouncements },
  { id: 'old_audit', everyMs: 10 * minuteMs, run: sweepAudit },
  { id: 'old_events', everyMs: 10 * minuteMs, run: sweepEvents },
  // The slowest comes last: nothing waits for nodes that do not answer.
  { id: 'rounds', everyMs: minuteMs, run: runRound },
]

const passedMax = 16

/** Nodes that a check has joined for the first time: that stays known when the check itself is long gone. */
async function markPassed(ctx: ServiceContext): Promise<void> {
  try {
    const passed = (await rowsWithDrained(ctx)).filter(({ isProven, hasPassed }) => isProven && !hasPassed)
    for (const { id } of passed.slice(0, passedMax)) await markNode(ctx, id, 'passed')
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'view_rebuilding') throw error
  }
}

async function noteEvents(ctx: ServiceContext, signal: AbortSignal): Promise<void> {
  await deriveEvents(ctx, signal)
}

async function giveNumbers(ctx: ServiceContext): Promise<void> {
  try {
    await numberNodes(ctx)
  } catch (error) {
    if (!isRebuilding(error)) throw error
  }
}

/** A large site is rebuilt part by part: this was one of several rounds. */
function isRebuilding(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'view_rebuilding'
}

async function refreshLists(ctx: ServiceContext): Promise<void> {
  try {
    await stats(ctx)
  } catch (error) {
    if (!isRebuilding(error)) throw error
  }
}

/** Every kind of hits in turn: a request only sweeps its own. */
async function sweepThrottles(ctx: ServiceContext, signal: AbortSignal): Promise<void> {
  for (const rule of sweptRules) {
    if (signal.aborted) return
    await sweepThrottle(ctx, rule)
  }
}

async function sweepAllLinks(ctx: ServiceContext): Promise<void> {
  await sweepLinks(ctx, 'verification')
  await sweepLinks(ctx, 'reset')
}
