import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** The width of an element in whole px, kept up to date; 0 before the first measurement. */
export function useWidth<E extends Element>(): Readonly<{ ref: { current: E | null }; width: number }> {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return undefined
    const measure = (): void => setWidth(Math.floor(element.getBoundingClientRect().width))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
