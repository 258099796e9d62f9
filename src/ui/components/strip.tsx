import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { barAt, listStrip, stripPaths } from '../charts/strip-paths.ts'
import { t } from '../i18n/core.ts'
import { type Day, daysDown, daysToCompare, daysWatched, readDays, uptime } from '../lib/days.ts'
import { day as dayName, percent } from '../lib/format.ts'
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
  const at = usePointedBar(picture, days.length)
  const pointed = at === undefined ? undefined : days[at]
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
      {pointed && at !== undefined ? (
        <DayTip day={pointed} endMs={endMs} leftPx={barAt(at, days.length, shape).x} width={width} />
      ) : null}
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

/** Day and percent of the bar under the mouse; on the side of the bar that has room. */
function DayTip(props: { day: Day; endMs: number; leftPx: number; width: number }): JSX.Element {
  const { day, leftPx, width } = props
  const share = uptime([day])
  const tip = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    // The content security policy allows no style in the markup.
    const [side, px] = leftPx < width / 2 ? (['left', leftPx] as const) : (['right', width - leftPx] as const)
    tip.current?.style.setProperty(side, `${px}px`)
    tip.current?.style.setProperty(side === 'left' ? 'right' : 'left', 'auto')
  }, [leftPx, width])
  return (
    <span ref={tip} class="day-tip" aria-hidden="true">
      {`${dayName(day.startMs, siteZoneMs(), props.endMs)} · ${share === undefined ? t('noData') : `${percent(share)}%`}`}
    </span>
  )
}

/** Which of `amount` bars the mouse is over. The row's link lies above the strip, so it is the row that is listened to. */
function usePointedBar(picture: { current: SVGSVGElement | null }, amount: number): number | undefined {
  const [at, setAt] = useState<number>()
  useEffect(() => {
    const row = picture.current?.closest<HTMLElement>('.row')
    if (!row) return undefined
    const move = (event: PointerEvent): void => {
      const box = picture.current?.getBoundingClientRect()
      const inside =
        box !== undefined &&
        event.pointerType === 'mouse' &&
        event.clientX >= box.left &&
        event.clientX < box.right &&
        event.clientY >= box.top &&
        event.clientY < box.bottom
      setAt(inside ? Math.floor(((event.clientX - box.left) / box.width) * amount) : undefined)
    }
    const leave = (): void => setAt(undefined)
    row.addEventListener('pointermove', move)
    row.addEventListener('pointerleave', leave)
    return () => {
      row.removeEventListener('pointermove', move)
      row.removeEventListener('pointerleave', leave)
    }
  }, [amount])
  return at
}
