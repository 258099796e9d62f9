import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Tick } from '../lib/day-ticks.ts'
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
  const point = (index: number | undefined): void => {
    setAt(index)
    onPoint?.(index)
  }
  const follow = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof Element) || values.length === 0) return
    const box = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - box.left) / Math.max(1, box.width)
    point(Math.max(0, Math.min(values.length - 1, Math.round(share * (values.length - 1)))))
  }
  const x = at === undefined || values.length < 2 ? undefined : (at * width) / (values.length - 1)
  return (
    <figure class="area">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={props.label}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => point(undefined)}
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
