import { hourMs } from '../../contract/time.ts'
import { t } from '../i18n/core.ts'
import { clock, moment } from './format.ts'

/** A label below a chart; `wide` is its longer form where there is room. */
export type Tick = Readonly<{ text: string; wide?: string }>

/** Labels under a 24 h chart, every six hours from its start to now. */
export function dayTicks(history: Readonly<{ start: string; step_s: number }> | undefined): Tick[] {
  const startMs = Date.parse(history?.start ?? '')
  if (Number.isNaN(startMs)) return [{ text: '\u00a0' }]
  const nowMs = startMs + 24 * hourMs
  const at = (hours: number): number => startMs + hours * hourMs
  return [
    { text: clock(at(0)), wide: moment(at(0), nowMs) },
    { text: clock(at(6)) },
    { text: clock(at(12)) },
    { text: clock(at(18)) },
    { text: t('now') },
  ]
}
