import type { JSX } from 'preact'
import { Ticks } from '../../charts/ticks.tsx'
import { Live } from '../../components/live.tsx'
import { t } from '../../i18n/node.ts'
import { dayTicks } from '../../lib/day-ticks.ts'
import { latency, mbps, moment, withUnit } from '../../lib/format.ts'
import { useSlider } from '../../lib/use-slider.ts'
import { useWidth } from '../../lib/use-width.ts'
import type { NodeAnswer } from './node-answer.ts'

type Slots = NodeAnswer['slots']
type SlotStatus = Slots['status'][number]

const height = 20
const shapes: Readonly<Record<'up' | 'down' | 'none', Readonly<{ y: number; h: number }>>> = {
  up: { y: 0, h: height },
  down: { y: 6, h: height - 6 },
  none: { y: height - 3, h: 3 },
}

function nameOf(status: SlotStatus): 'up' | 'down' | 'none' {
  return status ?? 'none'
}

function path(status: readonly SlotStatus[], wanted: 'up' | 'down' | 'none', bar: number): string {
  const { y, h } = shapes[wanted]
  return status
    .map((one, i) => (nameOf(one) === wanted ? `M${i * 5} ${y}h${bar}v${h}h-${bar}z` : ''))
    .join('')
}

/** 144 slots as wide as the charts below; a slider whose reading names all figures of the slot. */
export function SlotStrip({ slots, nowMs }: { slots: Slots; nowMs: number }): JSX.Element {
  const amount = slots.status.length
  const { ref, width } = useWidth<SVGSVGElement>()
  const slider = useSlider(amount, 6, ref)
  // Gaps need a pixel of their own; without room for them the bars touch.
  const bar = width >= 4 * amount ? 4 : 5
  const { at } = slider
  const atMs = Date.parse(slots.start) + at * slots.step_s * 1000
  const status = nameOf(slots.status[at] ?? null)
  const words = { up: t('slotUp'), down: t('slotDown'), none: t('noData') }
  const ms = slots.latency_ms[at] ?? null
  const bandwidth = slots.bandwidth[at] ?? null
  const peers = slots.connections[at] ?? null
  const text = [
    words[status],
    ms === null ? '' : latency(ms),
    bandwidth === null ? '' : withUnit(mbps(bandwidth)),
    peers === null ? '' : `${t('peers')} ${peers}`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
  return (
    <>
      <svg
        ref={ref}
        class="slots slider"
        viewBox={`0 0 ${amount * 5 - 1} ${height + 6}`}
        preserveAspectRatio="none"
        shape-rendering="crispEdges"
        aria-label={t('slotSlider')}
        aria-valuetext={`${moment(atMs, nowMs)} ${text}`}
        {...slider.props}
      >
        <path class="strip-up" d={path(slots.status, 'up', bar)} />
        <path class="strip-down" d={path(slots.status, 'down', bar)} />
        <path class="strip-none" d={path(slots.status, 'none', bar)} />
        <rect class="strip-mark" x={at * 5} y={height + 3} width="4" height="3" />
      </svg>
      <Ticks ticks={dayTicks(slots)} />
      <p class="readout-line tiny">
        <b>
          <Live text={moment(atMs, nowMs)} fixed />
        </b>{' '}
        <span class="dim">
          <Live text={text} fixed />
        </span>
      </p>
    </>
  )
}
