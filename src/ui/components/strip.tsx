import type { JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { listStrip, stripPaths } from '../charts/strip-paths.ts'
import { t } from '../i18n/core.ts'
import { daysDown, daysToCompare, daysWatched, readDays, uptime } from '../lib/days.ts'
import { percent } from '../lib/format.ts'
import { type Point, usePointed } from '../lib/pointed.ts'
import { siteZoneMs } from '../lib/site-zone.ts'
import { Live } from './live.tsx'

/**
 * The 90 days of a node in a list, with the percent out of the same days; for a node of a few days how many they are,
 * for a share of so little says nothing beside the others. `width` in whole px.
 */
export function Strip(props: { days: string; endMs: number; width?: number }): JSX.Element {
  const { days: text, endMs, width = listStrip.width } = props
  const days = useMemo(() => readDays(text, endMs), [text, Math.floor(endMs / 600_000), siteZoneMs()])
  const shape = { ...listStrip, width }
  const paths = useMemo(
    () =>
      stripPaths(
        days.map((day) => (day.known === 0 ? undefined : day.down / day.known)),
        shape,
      ),
    [days, width],
  )
  const share = uptime(days)
  const watched = daysWatched(days)
  const shown =
    share === undefined
      ? t('noData')
      : watched < daysToCompare
        ? t('onlyDays', { n: watched })
        : `${percent(share)}%`
  const label =
    share === undefined ? t('stripNoData') : t('stripLabel', { p: `${percent(share)}%`, n: daysDown(days) })
  const picture = useRef<SVGSVGElement>(null)
  const [point, setPoint] = useState<Point>()
  usePointed(picture, setPoint, days.length)
  return (
    <div class="days">
      <svg
        ref={picture}
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
      {point ? <point.Tip share={point.share} {...{ days, endMs, shape }} /> : null}
      <span class="days-ends">
        <span class="faint" aria-hidden="true">
          {t('daysAgo90')}
        </span>
        <span class="days-share">
          <Live text={shown} fixed />
        </span>
        <span class="faint" aria-hidden="true">
          {t('today')}
        </span>
      </span>
    </div>
  )
}
