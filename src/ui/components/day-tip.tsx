import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { barAt, type StripShape } from '../charts/strip-paths.ts'
import { t } from '../i18n/core.ts'
import { type Day, uptime } from '../lib/days.ts'
import { day as dayName, percent } from '../lib/format.ts'
import { siteZoneMs } from '../lib/site-zone.ts'

type Picture = Readonly<{ current: SVGSVGElement | null }>
/** The latest move over the strip's row: the mouse may have come to rest before this part was there. */
type Pointer = Readonly<{ current: PointerEvent | null }>

/** Day and percent of the bar of a strip that the mouse is over; on the side of the bar that has room. */
export function DayTip(props: {
  picture: Picture
  pointer: Pointer
  days: readonly Day[]
  endMs: number
  shape: StripShape
}): JSX.Element | null {
  const { picture, pointer, days, shape } = props
  const at = usePointedBar(picture, pointer, days.length)
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
function usePointedBar(picture: Picture, pointer: Pointer, amount: number): number | undefined {
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
    if (pointer.current && row.matches(':hover')) move(pointer.current)
    row.addEventListener('pointermove', move)
    row.addEventListener('pointerleave', leave)
    return () => {
      row.removeEventListener('pointermove', move)
      row.removeEventListener('pointerleave', leave)
    }
  }, [amount])
  return at
}
