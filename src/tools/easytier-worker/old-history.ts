import {
  foldAccount,
  emptyAccount,
  type ReportFact,
  type TrafficAccount,
} from '../../domain/traffic/index.ts'
import { minuteMs } from '../../domain/values/index.ts'

const stepMs = 10 * minuteMs
/** A longer list has lost its beginning. */
const figuresMax = 4320

/** What a figure says: 1 the node said offline, 2 to 9 it was online; 0 is written by no version. */
function isOnlineFigure(figure: string): boolean | undefined {
  return figure === '1' ? false : /^[2-9]$/.test(figure) ? true : undefined
}

/** What the newest figure says, which was written with `last_report_at`. */
export function lastFigure(figures: string): boolean | undefined {
  return isOnlineFigure(figures.slice(-1))
}

export type OldFigures =
  | { readonly kind: 'none' }
  | { readonly kind: 'certain'; readonly online: readonly boolean[] }
  | { readonly kind: 'uncertain'; readonly why: string }

/**
 * What `recent_status` says. It has one figure for each report and no times: they are certain only where there is exactly
 * one for every ten minutes between the node's creation and its last report.
 */
export function readFigures(figures: string, createdMs: number, lastMs: number | undefined): OldFigures {
  if (figures === '') return { kind: 'none' }
  const online = Array.from(figures, isOnlineFigure)
  const known = online.filter((one) => one !== undefined)
  if (known.length < online.length) return { kind: 'uncertain', why: 'has figures that no version writes' }
  if (figures.length >= figuresMax)
    return { kind: 'uncertain', why: 'is cut at its beginning, and figures have no times' }
  if (lastMs === undefined) return { kind: 'uncertain', why: 'no last report says when its figures end' }
  const expected = Math.floor((lastMs - createdMs) / stepMs) + 1
  if (Math.abs(expected - figures.length) > 1) {
    const why = `${figures.length} figures without times do not fit the ${expected} times ten minutes that it lived`
    return { kind: 'uncertain', why }
  }
  return { kind: 'certain', online: known }
}

/** The account of a node that has said these, one each ten minutes, the newest at `lastMs`; that one is not inside. */
export function accountOf(online: readonly boolean[], lastMs: number): TrafficAccount | undefined {
  if (online.length < 2) return undefined
  const facts = online.slice(0, -1).map((isOnline, at): ReportFact => {
    const timeMs = lastMs - (online.length - 1 - at) * stepMs
    return {
      reportId: timeMs.toString(16).padStart(16, '0'),
      timeMs,
      online: isOnline,
      intervalS: stepMs / 1000,
      bandwidth: 0,
      connections: 0,
      latencyMs: -1,
      traffic: { bytes: 0, boot: null },
    }
  })
  const folded = foldAccount(emptyAccount, facts, { nowMs: lastMs - 1, off: [], periodStartMs: 0 })
  // They are inside for good: no fact of theirs is anywhere.
  return { ...folded, seen: [], watermarkMs: lastMs - stepMs }
}
