import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { listStrip, stripPaths, stripWidth } from '../charts/strip-paths.ts'
import { t } from '../i18n/core.ts'
import { daysDown, readDays, uptime } from '../lib/days.ts'
import { percent } from '../lib/format.ts'

/** The 90 days of a node in a list, with the percent out of the same days. */
export function Strip({ days: text, endMs }: { days: string; endMs: number }): JSX.Element {
  const days = useMemo(() => readDays(text, endMs), [text, Math.floor(endMs / 600_000)])
  const paths = useMemo(
    () =>
      stripPaths(
        days.map((day) => (day.known === 0 ? undefined : day.down / day.known)),
        listStrip,
      ),
    [days],
  )
  const share = uptime(days)
  const label =
    share === undefined ? t('stripNoData') : t('stripLabel', { p: `${percent(share)}%`, n: daysDown(days) })
  const width = stripWidth(days.length, listStrip)
  return (
    <div class="days">
      <svg
        class="strip"
        width={width}
        height={listStrip.height}
        viewBox={`0 0 ${width} ${listStrip.height}`}
        role="img"
        aria-label={label}
        shape-rendering="crispEdges"
      >
        <path class="strip-up" d={paths.up} />
        <path class="strip-down" d={paths.down} />
        <path class="strip-none" d={paths.none} />
      </svg>
      <span class="days-ends">
        <span class="faint" aria-hidden="true">
          {t('daysAgo90')}
        </span>
        <span class="days-share">{share === undefined ? t('noData') : `${percent(share)}%`}</span>
        <span class="faint" aria-hidden="true">
          {t('today')}
        </span>
      </span>
    </div>
  )
}
