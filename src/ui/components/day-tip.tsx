import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { barAt, type StripShape } from '../charts/strip-paths.ts'
import { t } from '../i18n/core.ts'
import { type Day, uptime } from '../lib/days.ts'
import { day as dayName, percent } from '../lib/format.ts'
import { siteZoneMs } from '../lib/site-zone.ts'

type Picture = Readonly<{ current: SVGSVGElement | null }>

/** Day and percent of the bar of a strip that the mouse is over; on the side of the bar that has room. */
export function DayTip(props: {
  picture: Picture
  /** The latest move over the strip's row. */
  move: PointerEvent
  days: readonly Day[]
  endMs: number
  shape: StripShape
}): JSX.Element | null {
  const { picture, move, days, shape } = props
  const at = pointedBar(picture, move, days.length)
  const day = at === undefined ? undefined : days[at]
  const leftPx = at === undefined ? 0 : barAt(at, days.length, shape).x
  const { width } = shape
  const tip = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    // The content security policy allows no style in the markup.
    const [side, px] = leftPx < width / 2 ? (['left', leftPx] as const) : (['right', width - leftPx] as const)
    tip.current?.style.setProperty(side, `${px}px`)
    tip.current?.style.setProperty(side === 'left' ? 'right' : 'left', 'auto')
  }, [day === undefined, leftPx, width])
  if (!day) return null
  const share = uptime([day])
  return (
    <span ref={tip} class="day-tip" aria-hidden="true">
      {`${dayName(day.startMs, siteZoneMs(), props.endMs)} · ${share === undefined ? t('noData') : `${percent(share)}%`}`}
    </span>
  )
}

/** Which of `amount` bars the mouse is over. */
function pointedBar(picture: Picture, event: PointerEvent, amount: number): number | undefined {
  const box = picture.current?.getBoundingClientRect()
  const inside =
    box !== undefined &&
    event.pointerType === 'mouse' &&
    event.clientX >= box.left &&
    event.clientX < box.right &&
    event.clientY >= box.top &&
    event.clientY < box.bottom
  return inside ? Math.floor(((event.clientX - box.left) / box.width) * amount) : undefined
}
