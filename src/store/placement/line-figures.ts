import { pickCells } from '../views/pick-cells.ts'
import { latencyOfCell } from './candidate-rows.ts'

/** What lists of whole sites tell of a line, read with one look. */
export type LineFigures = {
  readonly isDomestic: boolean
  readonly relay: boolean
  readonly connections: number
  readonly connectionsMax: number
  readonly latencyMs: number
  readonly sinceMs: number | null
  readonly provenMs: number
  readonly isAddressPublic: boolean
}

const figureColumns = [2, 3, 5, 6, 9, 11, 14]
/** Of the numbers at the end, the one that tells since when a node is proven. */
const provenFromEnd = 4

/** Figures of a line. */
export function figuresOfLine(line: string): LineFigures {
  const [region, relay, connections, connectionsMax, latency = '-1', since = '', figures = ''] = pickCells(
    line,
    figureColumns,
  )
  let start = line.length
  let end = start
  for (let at = 0; at < provenFromEnd; at += 1) {
    end = start
    start = line.lastIndexOf('\t', end - 1)
  }
  return {
    isDomestic: region === 'd',
    relay: relay === '1',
    connections: Number(connections),
    connectionsMax: Number(connectionsMax),
    latencyMs: latencyOfCell(latency),
    sinceMs: since === '' ? null : Number(since),
    provenMs: Number(line.slice(start + 1, end)),
    isAddressPublic: figures.endsWith(',1]'),
  }
}
