import { useEffect } from 'preact/hooks'
import type { DayTip } from '../components/day-tip.tsx'
import { missing } from './missing.ts'

/** What a strip or chart is told: the share of its width that is pointed at, from 0 to below 1, and what draws a tip. */
export type Point = Readonly<{ share: number; Tip: typeof DayTip }>

type Tell = (point: Point | undefined) => void

/** Who answers the pointer; `steps` is the number of places that the arrow keys lead over, where they do. */
export const answering = new WeakMap<Element, Readonly<{ tell: Tell; steps: number }>>()

/** What listens is fetched with the first movement or key: nobody needs it to read. */
function wake(event: Event): void {
  import('./follow-pointer.ts')
    .then(({ begin }) => begin(event))
    .catch((error: unknown) => missing('part', error))
}

/** Tells a strip or chart where mouse or finger is over it, undefined when it has gone elsewhere. */
export function usePointed(ref: Readonly<{ current: Element | null }>, tell: Tell, steps = 0): void {
  useEffect(() => {
    if (ref.current) answering.set(ref.current, { tell, steps })
    for (const name of ['pointerover', 'keydown']) addEventListener(name, wake, { once: true })
  })
}
