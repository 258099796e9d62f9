import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import { usePointed } from '../lib/pointed.ts'
import { useWidth } from '../lib/use-width.ts'
import { plotOptions, type PlotShape } from './plot-setup.ts'

type Columns = readonly (readonly (number | null)[])[]

/** A uPlot chart, fetched when it is first shown. `data` is x, then one column a series. */
export function Plot(props: {
  data: Columns
  shape: PlotShape
  label: string
  onCursor: (index: number | null) => void
}): JSX.Element {
  const { data, shape } = props
  const { ref, width } = useWidth<HTMLDivElement>()
  const plot = useRef<uPlot | undefined>(undefined)
  const theme = useTheme()
  usePointed(ref, (point) =>
    plot.current?.setCursor(point ? { left: point.share * width, top: 0 } : { left: -10, top: -10 }),
  )
  const cursor = useRef(props.onCursor)
  cursor.current = props.onCursor
  const latest = useRef<Columns>(data)
  latest.current = data
  const made = JSON.stringify(shape)
  useEffect(() => {
    const place = ref.current
    if (!place || width === 0) return undefined
    let gone = false
    void import('uplot').then(({ default: UPlot }) => {
      if (gone) return
      const options = plotOptions(shape, width, (index) => cursor.current(index))
      plot.current = new UPlot(options, latest.current as unknown as uPlot.AlignedData, place)
    })
    return () => {
      gone = true
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [made, width, theme])
  useEffect(() => plot.current?.setData(data as unknown as uPlot.AlignedData), [data])
  return <div ref={ref} class={`plot plot-${shape.height}`} role="img" aria-label={props.label} />
}

/** Changes whenever the colours do. */
function useTheme(): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const change = (): void => setCount((before) => before + 1)
    const system = matchMedia('(prefers-color-scheme: dark)')
    const observer = new MutationObserver(change)
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    system.addEventListener('change', change)
    return () => {
      observer.disconnect()
      system.removeEventListener('change', change)
    }
  }, [])
  return count
}
