import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { stripPaths, stripWidth } from '../../charts/strip-paths.ts'
import { t } from '../../i18n/node.ts'
import { readDays } from '../../lib/days.ts'
import { day as dayName, percent } from '../../lib/format.ts'
import { useSlider } from '../../lib/use-slider.ts'
import { useWidth } from '../../lib/use-width.ts'
import { DayTable } from './day-table.tsx'
import { dayText } from './day-text.ts'
import type { NodeAnswer } from './node-answer.ts'

const height = 36

/** Uptime in four figures, and the 90 days as one slider. */
export function UptimeCard({ answer, endMs }: { answer: NodeAnswer; endMs: number }): JSX.Element {
  const { uptime } = answer
  const figures = [
    [t('h24'), uptime.h24],
    [t('d7'), uptime.d7],
    [t('d30'), uptime.d30],
    [t('d90'), uptime.d90],
  ] as const
  const days = useMemo(() => readDays(answer.node.days, endMs), [answer.node.days, endMs])
  const [open, setOpen] = useState(false)
  const slider = useSlider(days.length, 7)
  const { ref, width } = useWidth<HTMLDivElement>()
  const pitch = Math.max(3, Math.min(9, Math.floor((width + 1) / Math.max(1, days.length))))
  const shape = { pitch, bar: pitch - 1, height }
  const paths = stripPaths(
    days.map((day) => (day.known === 0 ? undefined : day.down / day.known)),
    shape,
  )
  const wide = stripWidth(days.length, shape)
  const chosen = days[slider.at]
  const name = chosen ? dayName(chosen.startMs, 'Asia/Shanghai', endMs) : ''
  const text = chosen ? dayText(chosen, answer.events, endMs) : ''
  return (
    <section class="card block" aria-labelledby="uptime">
      <div class="block-head">
        <h2 id="uptime">{t('uptime')}</h2>
        <span class="tiny faint">{t('source')}</span>
      </div>
      <dl class="uptimes">
        {figures.map(([label, share]) => (
          <div key={label}>
            <dt class="tiny faint">{label}</dt>
            <dd>
              {share === null ? (
                <span class="dim small">{t('noData')}</span>
              ) : (
                <>
                  <b>{percent(share)}</b>
                  <span class="tiny faint">%</span>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div ref={ref} class="day-strip">
        <svg
          class="strip slider"
          width={wide}
          height={height + 6}
          viewBox={`0 0 ${wide} ${height + 6}`}
          shape-rendering="crispEdges"
          aria-label={t('daySlider')}
          aria-valuetext={`${name} ${text}`}
          {...slider.props}
        >
          <path class="strip-up" d={paths.up} />
          <path class="strip-down" d={paths.down} />
          <path class="strip-none" d={paths.none} />
          <rect class="strip-mark" x={slider.at * pitch} y={height + 3} width={shape.bar} height="3" />
        </svg>
      </div>
      <div class="readout">
        <p>
          <b>{name}</b>
          <span>{text}</span>
        </p>
        <button type="button" class="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('tableHide') : t('table')}
        </button>
      </div>
      {open ? <DayTable days={days} /> : null}
    </section>
  )
}
