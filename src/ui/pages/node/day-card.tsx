import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { Plot } from '../../charts/plot.tsx'
import { Live } from '../../components/live.tsx'
import { Ticks } from '../../charts/ticks.tsx'
import { t } from '../../i18n/node.ts'
import { dayTicks } from '../../lib/day-ticks.ts'
import { latency, mbps, moment, withUnit } from '../../lib/format.ts'
import { bandwidthLimit } from '../../lib/node-state.ts'
import { quantile, roundUp } from '../../lib/statistics.ts'
import type { NodeAnswer } from './node-answer.ts'
import { SlotStrip } from './slot-strip.tsx'

/** The last 24 hours: slots, latency and bandwidth over one axis of time. */
export function DayCard({ answer, nowMs }: { answer: NodeAnswer; nowMs: number }): JSX.Element {
  const { slots, node } = answer
  const ticks = dayTicks(slots)
  const empty = slots.status.every((status) => status === null)
  return (
    <section class="card block" aria-labelledby="day">
      <div class="block-head">
        <h2 id="day">{t('last24h')}</h2>
        <span class="tiny faint">{t('slotStep')}</span>
      </div>
      <SlotStrip slots={slots} nowMs={nowMs} />
      {empty ? (
        <p class="small dim">{t('noHistory')}</p>
      ) : (
        <>
          <Latency slots={slots} nowMs={nowMs} />
          <Bandwidth slots={slots} node={node} nowMs={nowMs} />
          <Ticks ticks={ticks} />
        </>
      )}
    </section>
  )
}

type Slots = NodeAnswer['slots']

function indexes(values: readonly unknown[]): number[] {
  return values.map((_, index) => index)
}

/** Time and value of the slot under the pointer, undefined while there is none. */
function under(
  slots: Slots,
  values: readonly (number | null)[],
  index: number | null,
  nowMs: number,
  unit: (value: number) => string,
): string | undefined {
  if (index === null) return undefined
  const value = values[index] ?? null
  const atMs = Date.parse(slots.start) + index * slots.step_s * 1000
  return `${moment(atMs, nowMs)} · ${value === null ? t('noData') : unit(value)}`
}

function Latency({ slots, nowMs }: { slots: Slots; nowMs: number }): JSX.Element | null {
  const [index, setIndex] = useState<number | null>(null)
  const values = slots.latency_ms
  const data = useMemo(() => [indexes(values), values], [values])
  const median = quantile(values, 0.5)
  if (median === undefined) return null
  const high = quantile(values, 0.95) ?? median
  const now = values.at(-1) ?? null
  const max = roundUp(quantile(values, 1) ?? high)
  const figures = { m: latency(median), p: latency(high) }
  const text = now === null ? t('latencyPast', figures) : t('latencyFigures', { n: latency(now), ...figures })
  return (
    <>
      <ChartHead title={t('latencySaid')} text={under(slots, values, index, nowMs, latency) ?? text} />
      <Plot
        data={data}
        shape={{
          series: [{}],
          max,
          height: 112,
          marks: [
            { at: max, label: latency(max) },
            { at: max / 2, label: latency(max / 2) },
            { at: 0, label: '' },
          ],
        }}
        label={`${t('chartLatency')}: ${text}`}
        onCursor={setIndex}
      />
    </>
  )
}

function Bandwidth(props: { slots: Slots; node: NodeAnswer['node']; nowMs: number }): JSX.Element | null {
  const { slots, node, nowMs } = props
  const [index, setIndex] = useState<number | null>(null)
  const values = slots.bandwidth
  const data = useMemo(() => [indexes(values), values], [values])
  const highest = quantile(values, 1)
  if (highest === undefined) return null
  const limit = bandwidthLimit(node)
  // A limit far above the line would press it flat; the text names it anyway.
  const near = limit > 0 && limit <= 4 * Math.max(highest, 1)
  const max = near ? Math.max(limit, highest) * 1.05 : roundUp(highest)
  const now = values.at(-1) ?? null
  const unit = (value: number): string => withUnit(mbps(value))
  const figures = { a: unit(limit), m: unit(node.max_bandwidth) }
  const text =
    now === null ? t('bandwidthPast', figures) : t('bandwidthFigures', { n: unit(now), ...figures })
  const top = near
    ? { at: limit, label: t('allowed', { a: unit(limit) }), dashed: true }
    : { at: max, label: unit(max) }
  return (
    <>
      <ChartHead title={t('bandwidth')} text={under(slots, values, index, nowMs, unit) ?? text} />
      <Plot
        data={data}
        shape={{ series: [{ area: true }], max, height: 112, marks: [top, { at: 0, label: '' }] }}
        label={`${t('chartBandwidth')}: ${text}`}
        onCursor={setIndex}
      />
    </>
  )
}

function ChartHead({ title, text }: { title: string; text: string }): JSX.Element {
  return (
    <div class="chart-head">
      <h3 class="small">{title}</h3>
      <span class="tiny dim">
        <Live text={text} fixed />
      </span>
    </div>
  )
}
