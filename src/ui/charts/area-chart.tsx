import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Tick } from '../lib/day-ticks.ts'
import { usePointed } from '../lib/pointed.ts'
import { areaPath } from './area-path.ts'
import { Ticks } from './ticks.tsx'

const width = 1000
const height = 100

/** A filled line over 24 hours, drawn as wide as its place. `label` says in words what the picture shows. */
export function AreaChart(props: {
  values: readonly (number | null)[]
  max: number
  label: string
  ticks: readonly Tick[]
  /** Called with the place of the value under the pointer or finger, undefined when it has left. */
  onPoint?: (index: number | undefined) => void
}): JSX.Element {
  const { values, onPoint } = props
  const path = areaPath(values, props.max, width, height)
  const [at, setAt] = useState<number>()
  const picture = useRef<SVGSVGElement>(null)
  usePointed(picture, (point) => {
    const index = point && values.length > 0 ? Math.round(point.share * (values.length - 1)) : undefined
    setAt(index)
    onPoint?.(index)
  })
  const x = at === undefined || values.length < 2 ? undefined : (at * width) / (values.length - 1)
  return (
    <figure class="area">
      <svg
        ref={picture}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={props.label}
      >
        <path class="area-fill" d={path.area} />
        <path class="area-line" d={path.line} />
        {path.dots.map((dot) => (
          <path key={dot.x} class="area-line area-dot" d={`M${dot.x} ${dot.y}h.01`} />
        ))}
        {x === undefined ? null : <path class="area-cursor" d={`M${x} 0V${height}`} />}
      </svg>
      <Ticks ticks={props.ticks} />
    </figure>
  )
}
