import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { barAt, type StripShape } from '../charts/strip-paths.ts'
import { t } from '../i18n/core.ts'
import { type Day, uptime } from '../lib/days.ts'
import { day as dayName, percent } from '../lib/format.ts'
import { siteZoneMs } from '../lib/site-zone.ts'

/** Day and percent of the bar of a strip that is pointed at; on the side of the bar that has room. */
export function DayTip(props: {
  /** Where in the strip, 0 to below 1. */
  share: number
  days: readonly Day[]
  endMs: number
  shape: StripShape
}): JSX.Element | null {
  const { days, shape } = props
  const at = Math.floor(props.share * days.length)
  const day = days[at]
  const { width } = shape
  const leftPx = barAt(at, days.length, shape).x
  const tip = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    // The content security policy allows no style in the markup.
    const roomPx = tip.current?.offsetParent?.clientWidth ?? width
    const [side, px] =
      leftPx < width / 2 ? (['left', leftPx] as const) : (['right', roomPx - leftPx] as const)
    tip.current?.style.setProperty(side, `${px}px`)
    tip.current?.style.setProperty(side === 'left' ? 'right' : 'left', 'auto')
  }, [leftPx, width])
  if (!day) return null
  const share = uptime([day])
  return (
    <span ref={tip} class="day-tip" role="status">
      {`${dayName(day.startMs, siteZoneMs(), props.endMs)} · ${share === undefined ? t('noData') : `${percent(share)}%`}`}
    </span>
  )
}
