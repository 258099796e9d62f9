import type { PeerAsker } from './asker.ts'
import type { SiteContext } from '../context/context.ts'
import type { CandidateRow } from '../../store/placement/index.ts'
import {
  addHandout,
  admitSource,
  failedWithinMs,
  failPin,
  noteFailure,
  noteTurn,
  releaseSource,
  takeBackHandout,
} from '../../domain/placement/index.ts'
import { ipSubject } from '../../domain/values/index.ts'

/** Takes back what an asker was given just before: it asks again, so it has not connected there. */
function takeBack(ctx: SiteContext, { name, key, before }: PeerAsker): void {
  const { askers, handouts, pins } = ctx.memory
  // Unless another request of the same asker, answered meanwhile, has done so.
  if (before === undefined || askers.get(name) !== before) return
  if (before.counted) {
    for (const id of before.last) takeBackHandout(handouts, id, 1 / before.last.length, before.atMs)
    releaseSource(handouts, ipSubject(ctx.clientIp))
  }
  const [id, ...more] = before.last
  if (key !== undefined && id !== undefined && more.length === 0) {
    failPin(pins, key, { id, caller: name, returned: before.returned }, ctx.clock())
  }
}

/**
 * Asking again soon is a sign that the one node an asker was sent to did not take it, however long a client of its kind
 * waits.
 */
function noteFailed(ctx: SiteContext, { name }: PeerAsker, nowMs: number): void {
  const { askers, failedHandouts } = ctx.memory
  const last = askers.get(name)
  if (last === undefined || nowMs - last.atMs >= failedWithinMs) return
  const [id, ...more] = last.last
  if (id === undefined || more.length > 0) return
  noteFailure(failedHandouts, id, ipSubject(ctx.clientIp), nowMs)
}

/** Notes which nodes an asker was sent to. One that returns to its own node was counted before. */
export function noteAnswer(ctx: SiteContext, asker: PeerAsker, rows: readonly CandidateRow[]): void {
  const nowMs = ctx.clock()
  noteFailed(ctx, asker, nowMs)
  takeBack(ctx, asker)
  const { askers, handouts } = ctx.memory
  const { name, before, own } = asker
  const ids = rows.map(({ id }) => id)
  const returns = ids.every((id) => own.includes(id))
  const counted = (before !== undefined || !returns) && admitSource(handouts, ipSubject(ctx.clientIp), nowMs)
  if (counted) for (const id of ids) addHandout(handouts, id, 1 / ids.length, nowMs)
  noteTurn(askers, name, before, { last: ids, counted, returned: before?.returned ?? returns }, nowMs)
}
