import type { JSX } from 'preact'
import type { Tick } from '../lib/day-ticks.ts'

/** Times below a chart, evenly spread. The chart says in words what matters, so they are for the eye alone. */
export function Ticks({ ticks }: { ticks: readonly Tick[] }): JSX.Element {
  return (
    <div class="ticks" aria-hidden="true">
      {ticks.map(({ text, wide }) => (
        <span key={text}>
          {wide === undefined ? (
            text
          ) : (
            <>
              <span class="wide">{wide}</span>
              <span class="narrow">{text}</span>
            </>
          )}
        </span>
      ))}
    </div>
  )
}
