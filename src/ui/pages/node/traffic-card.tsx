import { dayMs } from '../../../contract/time.ts'
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { Plot } from '../../charts/plot.tsx'
import { Ticks } from '../../charts/ticks.tsx'
import { Live } from '../../components/live.tsx'
import { t } from '../../i18n/node.ts'
import type { Tick } from '../../lib/day-ticks.ts'
import { cumulative, type Forecast, forecastOf } from '../../lib/forecast.ts'
import { clock, day, days as daysText, gigabytes, withUnit } from '../../lib/format.ts'
import { siteZoneMs } from '../../lib/site-zone.ts'
import type { NodeAnswer } from './node-answer.ts'

/** An instant at which traffic is reset, in the reader's time. */
function localTime(atMs: number, nowMs: number): string {
  return `${day(atMs, undefined, nowMs)} ${clock(atMs)}`
}

function unit(gb: number): string {
  return withUnit(gigabytes(gb))
}

/** Used traffic of the period, how it grew, and where it leads. */
export function TrafficCard({ answer, nowMs }: { answer: NodeAnswer; nowMs: number }): JSX.Element {
  const { node, traffic } = answer
  const endMs = Date.parse(traffic.period_end)
  const periodMs = Date.parse(traffic.period_start)
  const input = { usedGb: node.used_traffic, maxGb: node.max_traffic, endMs, nowMs }
  const grown = useMemo(
    () =>
      cumulative(traffic.daily, {
        usedGb: node.used_traffic,
        startMs: periodMs,
        nowMs,
        zoneMs: siteZoneMs(),
      }),
    [traffic, node.used_traffic, siteZoneMs()],
  )
  const startMs = Number.isNaN(periodMs) ? (grown.timesMs[0] ?? Number.NaN) : periodMs
  const forecast = forecastOf({ ...input, startMs })
  const amount = gigabytes(node.used_traffic)
  const left = Math.ceil((endMs - nowMs) / dayMs - 0.01)
  const resets = endMs > nowMs ? t('resets', { d: daysText(left) }) : t('noReset')
  const span = Number.isNaN(startMs)
    ? ''
    : endMs > nowMs
      ? t('period', { a: localTime(startMs, nowMs), b: localTime(endMs, nowMs) })
      : t('since', { a: localTime(startMs, nowMs) })
  return (
    <section class="card block" aria-labelledby="traffic">
      <div class="block-head">
        <h2 id="traffic">{t('traffic')}</h2>
        <span class="tiny faint">{[span, resets].filter((part) => part !== '').join(' · ')}</span>
      </div>
      <p class="used">
        <span>
          <b>
            <Live text={amount.value} fixed />
          </b>{' '}
          <span class="dim small">
            <Live
              text={`${amount.unit} / ${node.max_traffic > 0 ? unit(node.max_traffic) : t('unlimited')}`}
              fixed
            />
          </span>
        </span>
        <span class="dim">
          <Live text={words(forecast, node.used_traffic, node.max_traffic, nowMs)} />
        </span>
      </p>
      {grown.timesMs.length > 1 ? (
        <Growth grown={grown} forecast={forecast} input={{ ...input, startMs }} />
      ) : null}
    </section>
  )
}

function words(forecast: Forecast | undefined, used: number, max: number, nowMs: number): string {
  if (max > 0 && used >= max) return t('usedUp')
  if (!forecast) return ''
  const parts = [t('perDay', { r: unit(forecast.perDayGb) })]
  if (forecast.usedUpMs !== undefined)
    parts.push(t('forecast', { t: day(forecast.usedUpMs, undefined, nowMs) }))
  else if (forecast.atEndGb !== undefined)
    parts.push(t(max > 0 ? 'forecastEnd' : 'forecastEndOnly', { n: unit(forecast.atEndGb) }))
  return parts.join(t('comma'))
}

function Growth(props: {
  grown: Readonly<{ timesMs: number[]; gb: number[] }>
  forecast: Forecast | undefined
  input: Readonly<{ usedGb: number; maxGb: number; startMs: number; endMs: number; nowMs: number }>
}): JSX.Element {
  const { grown, forecast, input } = props
  const [index, setIndex] = useState<number | null>(null)
  const lastMs = grown.timesMs.at(-1) ?? input.nowMs
  const endMs = input.endMs > lastMs ? input.endMs : lastMs
  const last = grown.gb.at(-1) ?? 0
  const atEnd = forecast?.atEndGb
  const data = useMemo(() => {
    const ahead = endMs > lastMs
    const x = ahead ? [...grown.timesMs, endMs] : grown.timesMs
    const used = ahead ? [...grown.gb, null] : grown.gb
    const path = grown.gb.map((_, i) => (i === grown.gb.length - 1 ? last : null))
    return [x.map((ms) => ms / 1000), used, ahead ? [...path, atEnd ?? null] : path]
  }, [grown, endMs, atEnd])
  const highest = Math.max(last, atEnd ?? 0)
  // A quota far above what will be used would press the line flat.
  const near = input.maxGb > 0 && (highest === 0 || input.maxGb <= 4 * highest)
  const max = Math.max(near ? input.maxGb : 0, highest, 0.001) * 1.05
  const atMs = index === null ? undefined : grown.timesMs[index]
  const reading =
    atMs === undefined || index === null
      ? ''
      : `${day(index === 0 ? atMs : atMs - 1, siteZoneMs(), input.nowMs)} · ${unit(grown.gb[index] ?? 0)}`
  return (
    <>
      <p class="readout-line tiny dim">
        <Live text={reading} fixed />
      </p>
      <Plot
        data={data}
        shape={{
          series: [{ area: true }, { dash: [2, 4] }],
          max,
          height: 112,
          marks: [
            ...(near ? [{ at: input.maxGb, label: unit(input.maxGb), dashed: true }] : []),
            { at: 0, label: '' },
          ],
        }}
        label={t('chartTraffic', { n: unit(input.usedGb) })}
        onCursor={setIndex}
      />
      <Ticks ticks={periodTicks(grown.timesMs[0] ?? input.startMs, endMs, input.nowMs)} />
    </>
  )
}

function periodTicks(startMs: number, endMs: number, nowMs: number): Tick[] {
  const parts = endMs - startMs < 4 * dayMs ? [0, 1] : [0, 0.25, 0.5, 0.75, 1]
  return parts.map((part) => ({ text: day(startMs + part * (endMs - startMs), siteZoneMs(), nowMs) }))
}
