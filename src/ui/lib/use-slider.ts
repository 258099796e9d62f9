import { useEffect, useRef, useState } from 'preact/hooks'
import { usePointed } from './pointed.ts'

/** Where a key takes the thumb of a slider over `count` places; undefined for keys that are not the slider's. */
export function sliderKey(key: string, at: number, count: number, page: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: 0,
    End: count - 1,
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next))
}

/**
 * Props of a one-stop slider over `count` places of equal width; the pointer chooses by its place over `ref`.
 * `tabindex` is in small letters because SVG knows no other spelling.
 */
export function useSlider(
  count: number,
  page: number,
  ref: Readonly<{ current: Element | null }>,
): Readonly<{
  at: number
  props: Readonly<{
    role: 'slider'
    tabindex: 0
    'aria-valuemin': number
    'aria-valuemax': number
    'aria-valuenow': number
    onKeyDown: (event: KeyboardEvent) => void
  }>
}> {
  const [at, setAt] = useState(count - 1)
  const known = useRef(count)
  useEffect(() => {
    if (known.current !== count) setAt(count - 1)
    known.current = count
  }, [count])
  usePointed(ref, (point) => point && setAt(Math.floor(point.share * count)))
  return {
    at: Math.min(at, Math.max(0, count - 1)),
    props: {
      role: 'slider',
      tabindex: 0,
      'aria-valuemin': 1,
      'aria-valuemax': Math.max(1, count),
      'aria-valuenow': Math.min(at, Math.max(0, count - 1)) + 1,
      onKeyDown: (event) => {
        const next = sliderKey(event.key, at, count, page)
        if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        setAt(next)
      },
    },
  }
}
