/** The drawn parts of a series; gaps (null) break both. `max` is the value at the top. */
export type AreaPath = Readonly<{
  line: string
  area: string
  dots: readonly Readonly<{ x: number; y: number }>[]
}>

/**
 * Paths in a box of `width` x `height`, zero at the bottom, one x step a value. A value alone between two gaps has
 * no line, so it is given as a dot.
 */
export function areaPath(
  values: readonly (number | null)[],
  max: number,
  width: number,
  height: number,
): AreaPath {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const scale = max > 0 ? height / max : 0
  let line = ''
  let area = ''
  const dots: { x: number; y: number }[] = []
  let from = -1
  for (let i = 0; i <= values.length; i++) {
    const value = values[i] ?? null
    if (value !== null) {
      if (from < 0) from = i
      continue
    }
    if (from < 0) continue
    const points: string[] = []
    for (let k = from; k < i; k++) {
      points.push(`${round(k * step)} ${round(height - Math.min(max, values[k] ?? 0) * scale)}`)
    }
    if (points.length > 1) {
      line += `M${points.join('L')}`
      area += `M${round(from * step)} ${height}L${points.join('L')}L${round((i - 1) * step)} ${height}Z`
    } else {
      dots.push({ x: round(from * step), y: round(height - Math.min(max, values[from] ?? 0) * scale) })
    }
    from = -1
  }
  return { line, area, dots }
}

/** A round value at or above the highest of a series, for the top of a chart; 1 when there is none. */
export function niceMax(values: readonly (number | null)[], atLeast = 0): number {
  let highest = atLeast
  for (const value of values) if (value !== null && value > highest) highest = value
  return highest > 0 ? highest : 1
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
