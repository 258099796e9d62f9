import { limits } from '../../contract/limits.ts'
import { readNumber, type Source } from './cells.ts'
import type { ResetRule } from './reset-rule.ts'

export type OldTraffic = {
  /** What counts in the period beside the correction, GB. */
  readonly usedGb: number
  readonly correctionGb: number
  /** The newest running total that the reporter said, GB. */
  readonly saidGb: number
}

type Known = {
  readonly rule: ResetRule
  readonly lastMs: number | undefined
  readonly nowMs: number
  readonly sendsTotals: boolean
}

/**
 * What a node has carried. There `used_traffic` holds the correction, here it is added: both together show what was shown.
 * A correction counts in the period in which it was made.
 */
export function readTraffic(source: Source, { rule, lastMs, nowMs, sendsTotals }: Known): OldTraffic {
  const { report } = source
  const said = readNumber(source, 'used_traffic', { max: limits.totalTrafficMax, otherwise: 0 })
  const correction = readNumber(source, 'correction_traffic', {
    min: -limits.trafficMax,
    max: limits.trafficMax,
    otherwise: 0,
  })
  const isOver = rule.resetMs !== undefined && rule.resetMs <= nowMs
  if (isOver) {
    if (correction !== 0) report.leftOut('its period is over', 'correction_traffic')
    if (said > 0 && lastMs === undefined) report.leftOut('its period is over', 'used_traffic')
    return { usedGb: said, correctionGb: 0, saidGb: said }
  }
  if (lastMs === undefined) {
    if (said > 0) report.changed('used_traffic', 'no report says when: it is kept as a correction')
    return { usedGb: 0, correctionGb: said, saidGb: 0 }
  }
  if (correction > said) {
    report.changed('correction_traffic', `is more than what was used: ${said}`)
    return { usedGb: 0, correctionGb: said, saidGb: said }
  }
  if (correction !== 0 && sendsTotals) {
    report.changed(
      'correction_traffic',
      'is in used_traffic only until the next report there: it stays here until the reset',
    )
  }
  return { usedGb: said - correction, correctionGb: correction, saidGb: said }
}
