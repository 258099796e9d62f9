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
export function themeColours(): Readonly<Record<'accent' | 'area' | 'line' | 'text3' | 'surface', string>> {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    accent: read('accent'),
    area: read('area'),
    line: read('line'),
    text3: read('text3'),
    surface: read('surface'),
  }
}

const none = (): null => null
/** A plot listens to nothing itself: whoever follows the pointer over strips and charts sets its cursor. */
const deaf: uPlot.Cursor.Bind = {
  mousedown: none,
  mouseup: none,
  click: none,
  dblclick: none,
  mousemove: none,
  mouseleave: none,
  mouseenter: none,
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
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 }, bind: deaf },
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
      drawClear: [(plot) => drawLines(plot, shape.marks, colours)],
      draw: [(plot) => drawLabels(plot, shape.marks, colours)],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
    },
  }
}

type Colours = ReturnType<typeof themeColours>

function drawLines(plot: uPlot, marks: readonly PlotMark[], colours: Colours): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.lineWidth = ratio
  for (const mark of marks) {
    const y = Math.round(plot.valToPos(mark.at, 'y', true)) + 0.5
    ctx.strokeStyle = mark.dashed ? colours.text3 : colours.line
    ctx.setLineDash(mark.dashed ? [4 * ratio, 4 * ratio] : [])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** Labels lie above the curve on a plate of their own, so that no line runs through them. */
function drawLabels(plot: uPlot, marks: readonly PlotMark[], colours: Colours): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const height = 14 * ratio
  ctx.save()
  ctx.font = `${12 * ratio}px system-ui, sans-serif`
  ctx.textBaseline = 'middle'
  for (const { label, at } of marks) {
    if (label === '') continue
    const y = Math.max(height / 2, Math.round(plot.valToPos(at, 'y', true)))
    ctx.fillStyle = colours.surface
    ctx.fillRect(bbox.left, y - height / 2, ctx.measureText(label).width + 6 * ratio, height)
    ctx.fillStyle = colours.text3
    ctx.fillText(label, bbox.left, y)
  }
  ctx.restore()
}
