import type uPlot from 'uplot'

/** A line of a plot. `dash` in px; `area` fills below. */
export type PlotSeries = Readonly<{ dash?: readonly number[]; area?: boolean }>

/** A horizontal line with its label at the left. */
export type PlotMark = Readonly<{ at: number; label: string; dashed?: boolean }>

export type PlotShape = Readonly<{
  series: readonly PlotSeries[]
  max: number
  marks: readonly PlotMark[]
  height: number
}>

/** Colours of the theme that is on now. */
export function themeColours(): Readonly<Record<'accent' | 'area' | 'line' | 'text3', string>> {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return { accent: read('accent'), area: read('area'), line: read('line'), text3: read('text3') }
}

/**
 * Options of a plot without axes: the plot is as wide as the strip above it, labels stand inside.
 * `onCursor` gets the index under the pointer, null when it has left.
 */
export function plotOptions(
  shape: PlotShape,
  width: number,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const colours = themeColours()
  return {
    width,
    height: shape.height,
    padding: [14, 0, 1, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false }, y: { range: [0, shape.max] } },
    axes: [{ show: false }, { show: false }],
    series: [
      {},
      ...shape.series.map((series) => ({
        stroke: colours.accent,
        width: 1.75,
        points: { show: false },
        ...(series.area ? { fill: colours.area } : {}),
        ...(series.dash ? { dash: [...series.dash] } : {}),
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawMarks(plot, shape.marks, colours)],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
    },
  }
}

function drawMarks(
  plot: uPlot,
  marks: readonly PlotMark[],
  colours: Readonly<Record<'line' | 'text3', string>>,
): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  ctx.textBaseline = 'middle'
  ctx.lineWidth = ratio
  for (const mark of marks) {
    const y = Math.round(plot.valToPos(mark.at, 'y', true)) + 0.5
    const gap = mark.label === '' ? 0 : ctx.measureText(mark.label).width + 8 * ratio
    ctx.fillStyle = colours.text3
    ctx.fillText(mark.label, bbox.left, y)
    ctx.strokeStyle = mark.dashed ? colours.text3 : colours.line
    ctx.setLineDash(mark.dashed ? [4 * ratio, 4 * ratio] : [])
    ctx.beginPath()
    ctx.moveTo(bbox.left + gap, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}
