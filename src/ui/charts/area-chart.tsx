import type { JSX } from 'preact'
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
}): JSX.Element {
  const path = areaPath(props.values, props.max, width, height)
  return (
    <figure class="area">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={props.label}>
        <path class="area-fill" d={path.area} />
        <path class="area-line" d={path.line} />
        {path.dots.map((dot) => (
          <path key={dot.x} class="area-line area-dot" d={`M${dot.x} ${dot.y}h.01`} />
        ))}
      </svg>
      <Ticks ticks={props.ticks} />
    </figure>
  )
}
