import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { OwnHistory } from '../../../../contract/node.ts'
import { AreaChart } from '../../../charts/area-chart.tsx'
import { niceMax } from '../../../charts/area-path.ts'
import { t } from '../../../i18n/console.ts'
import { dayTicks, type Tick } from '../../../lib/day-ticks.ts'
import { gigabytes, mbps, moment, plain, withUnit, type Amount } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type History = v.InferOutput<typeof OwnHistory>
type Series = readonly (number | null)[]

function last(values: Series): number {
  return values.findLast((value) => value !== null) ?? 0
}
function sum(values: Series): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}
function known(values: Series): number[] {
  return values.filter((value) => value !== null)
}

/** Without the running slot, whose sum is still growing: it would look like a fall. */
function finished(sums: Series): Series {
  return sums.map((value, at) => (at === sums.length - 1 ? null : value))
}

/** Bandwidth, connections and traffic of all own nodes over 24 hours; the figures stand in text above each line. */
export function LastDay({ history }: { history: History }): JSX.Element {
  const ticks = dayTicks(history)
  const count = (value: number): Amount => ({ value: plain(value), unit: '' })
  const whenOf = (index: number): string =>
    moment(Date.parse(history.start) + index * history.step_s * 1000, serverNowMs())
  return (
    <section class="last-day" aria-labelledby="h-day">
      <h2 id="h-day">{t('last24h')}</h2>
      <div class="last-day-charts">
        <Card
          name={t('totalBandwidth')}
          values={history.bandwidth}
          figure={last(history.bandwidth)}
          unit={mbps}
          ticks={ticks}
          whenOf={whenOf}
        />
        <Card
          name={t('connections')}
          values={history.connections}
          figure={last(history.connections)}
          unit={count}
          ticks={ticks}
          whenOf={whenOf}
        />
        <Card
          name={t('traffic')}
          values={finished(history.traffic)}
          figure={sum(history.traffic)}
          unit={gigabytes}
          ticks={ticks}
          whenOf={whenOf}
        />
      </div>
    </section>
  )
}

type CardProps = Readonly<{
  name: string
  values: Series
  figure: number
  unit: (value: number) => Amount
  ticks: readonly Tick[]
  whenOf: (index: number) => string
}>

/** One figure of now; under the pointer or a finger, that of the time there. */
function Card({ name, values, figure, unit, ticks, whenOf }: CardProps): JSX.Element {
  const [at, setAt] = useState<number>()
  const pointed = at === undefined ? undefined : values[at]
  const amount = unit(pointed ?? figure)
  const numbers = known(values)
  const label =
    numbers.length === 0
      ? t('chartEmpty', { name })
      : t('chartSays', {
          name,
          min: withUnit(unit(Math.min(...numbers))),
          max: withUnit(unit(Math.max(...numbers))),
        })
  return (
    <div class="card day-card">
      <h3 class="small dim">{name}</h3>
      <p class="figure">
        <b>{numbers.length === 0 || pointed === null ? '—' : amount.value}</b>{' '}
        <span class="small dim">
          {[pointed === null ? '' : amount.unit, at === undefined ? '' : whenOf(at)]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </p>
      <AreaChart values={values} max={niceMax(values) * 1.1} label={label} ticks={ticks} onPoint={setAt} />
    </div>
  )
}
