import { dayMs } from '../../../contract/time.ts'
import type { JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { barAt, listStrip, stripPaths } from '../../charts/strip-paths.ts'
import { Live } from '../../components/live.tsx'
import { t } from '../../i18n/node.ts'
import { type Day, daysWatched, readDays } from '../../lib/days.ts'
import { day as dayName, percent } from '../../lib/format.ts'
import { siteZoneMs } from '../../lib/site-zone.ts'
import { useSlider } from '../../lib/use-slider.ts'
import { useWidth } from '../../lib/use-width.ts'
import { DayTable } from './day-table.tsx'
import { dayText } from './day-text.ts'
import type { NodeAnswer } from './node-answer.ts'

const height = 36
/** So much of a window must have been watched before its figure stands beside those of others. */
const windowShare = 0.9

/** Days, in parts, that are known of: since the first day with data, and no longer than the node has been listed. */
function watchedDays(days: readonly Day[], { node }: NodeAnswer, endMs: number): number {
  const listed = (endMs - Date.parse(node.created_at)) / dayMs
  return Math.min(daysWatched(days), Number.isNaN(listed) ? Infinity : listed)
}

/** Uptime in four figures, and the 90 days as one slider. */
export function UptimeCard({ answer, endMs }: { answer: NodeAnswer; endMs: number }): JSX.Element {
  const { uptime } = answer
  const figures = [
    [t('h24'), uptime.h24, 1],
    [t('d7'), uptime.d7, 7],
    [t('d30'), uptime.d30, 30],
    [t('d90'), uptime.d90, 90],
  ] as const
  const days = useMemo(() => readDays(answer.node.days, endMs), [answer.node.days, endMs, siteZoneMs()])
  const [open, setOpen] = useState(false)
  const picture = useRef<SVGSVGElement>(null)
  const slider = useSlider(days.length, 7, picture)
  const { ref, width } = useWidth<HTMLDivElement>()
  const watched = watchedDays(days, answer, endMs)
  const shape = { width: Math.max(width, listStrip.width), height }
  const paths = stripPaths(
    days.map((day) => (day.known === 0 ? undefined : day.down / day.known)),
    shape,
  )
  const mark = barAt(slider.at, days.length, shape)
  const chosen = days[slider.at]
  const name = chosen ? dayName(chosen.startMs, siteZoneMs(), endMs) : ''
  const text = chosen ? dayText(chosen, answer.events, endMs) : ''
  return (
    <section class="card block" aria-labelledby="uptime">
      <div class="block-head">
        <h2 id="uptime">{t('uptime')}</h2>
        <span class="tiny faint">{t('source')}</span>
      </div>
      <dl class="uptimes">
        {figures.map(([label, share, whole]) => (
          <div key={label}>
            <dt class="tiny faint">{label}</dt>
            <dd>
              {share === null ? (
                <span class="dim small">{t('noData')}</span>
              ) : watched < whole * windowShare ? (
                <>
                  <span class="dim" aria-hidden="true">
                    —{' '}
                  </span>
                  <span class="dim small">
                    <Live text={t('onlyDays', { n: Math.max(1, Math.floor(watched)) })} fixed />
                  </span>
                </>
              ) : (
                <>
                  <b>
                    <Live text={percent(share)} fixed />
                  </b>
                  <span class="tiny faint">%</span>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div ref={ref} class="day-strip">
        <svg
          ref={picture}
          class="strip slider"
          width={shape.width}
          height={height + 6}
          viewBox={`0 0 ${shape.width} ${height + 6}`}
          shape-rendering="crispEdges"
          aria-label={t('daySlider')}
          aria-valuetext={`${name} ${text}`}
          {...slider.props}
        >
          <path class="strip-up" d={paths.up} />
          <path class="strip-down" d={paths.down} />
          <path class="strip-none" d={paths.none} />
          <rect class="strip-mark" x={mark.x} y={height + 3} width={mark.bar} height="3" />
        </svg>
      </div>
      <div class="readout">
        <p>
          <b>
            <Live text={name} fixed />
          </b>
          <Live text={text} fixed />
        </p>
        <button type="button" class="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('tableHide') : t('table')}
        </button>
      </div>
      {open ? <DayTable days={days} /> : null}
    </section>
  )
}
