import { DayTip } from '../components/day-tip.tsx'
import { answering } from './pointed.ts'

type Box = Readonly<{ left: number; top: number; right: number; bottom: number }>
type Place = Readonly<{ clientX: number; clientY: number }>

/** What is told of now. A finger is followed until it is lifted; what it has shown stays. */
const now: { shown?: Element | undefined; share: number; finger?: number | undefined; byKey: boolean } = {
  share: 0,
  byKey: false,
}
const started = { yet: false }

/** Which share of a box's width a place is at, from 0 to below 1, also beside the box. */
export function shareAt({ left, right }: Pick<Box, 'left' | 'right'>, clientX: number): number {
  return Math.max(0, Math.min(1 - 1e-6, (clientX - left) / Math.max(1, right - left)))
}

/** Where an arrow key leads over so many places: from nowhere to the last. Undefined for every other key. */
export function shareAfterKey(key: string, share: number | undefined, steps: number): number | undefined {
  const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
  if (step === 0 || steps === 0) return undefined
  const at = share === undefined ? steps - 1 : Math.floor(share * steps) + step
  return (Math.max(0, Math.min(steps - 1, at)) + 0.5) / steps
}

function isInside(box: Box, { clientX, clientY }: Place): boolean {
  return clientX >= box.left && clientX < box.right && clientY >= box.top && clientY < box.bottom
}

function show(element: Element | undefined, share = 0, byKey = false): void {
  const { shown } = now
  if (shown && shown !== element) answering.get(shown)?.tell(undefined)
  Object.assign(now, { shown: element, share, byKey })
  if (element) answering.get(element)?.tell({ share, Tip: DayTip })
}

function stripOfRow(target: Element): Element | null | undefined {
  return target.closest('.row')?.querySelector('.strip')
}

/** The strip or chart at an event's place. To a mouse the row's link lies above its strip. */
function under(event: PointerEvent): Element | undefined {
  if (!(event.target instanceof Element)) return undefined
  const found = [event.target.closest('svg, .plot'), stripOfRow(event.target)]
  return (
    found.find((one) => one && answering.has(one) && isInside(one.getBoundingClientRect(), event)) ??
    undefined
  )
}

function point(event: PointerEvent): void {
  const element = under(event)
  if (event.pointerType === 'touch') now.finger = element && event.pointerId
  show(element, element && shareAt(element.getBoundingClientRect(), event.clientX))
}

function move(event: PointerEvent): void {
  if (event.pointerType !== 'touch') point(event)
  else if (now.shown && event.pointerId === now.finger)
    show(now.shown, shareAt(now.shown.getBoundingClientRect(), event.clientX))
}

function press(event: KeyboardEvent): void {
  if (event.key === 'Escape') show(undefined)
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  if (!(event.target instanceof Element && event.target.matches('.name a'))) return
  const strip = stripOfRow(event.target)
  if (!strip) return
  const before = now.shown === strip ? now.share : undefined
  const share = shareAfterKey(event.key, before, answering.get(strip)?.steps ?? 0)
  if (share === undefined) return
  event.preventDefault()
  show(strip, share, true)
}

/** Where fingers are possible the strip lies above the row's link; a mouse means the link all the same. */
function click(event: PointerEvent): void {
  const { target } = event
  if (event.pointerType === 'touch' || !(target instanceof Element) || !target.closest('.strip')) return
  const { ctrlKey, metaKey, shiftKey } = event
  target
    .closest('.row')
    ?.querySelector('.name a')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }))
}

/** Follows mouse, fingers and arrow keys over all strips and charts of the page from `first` on. */
export function begin(first: Event): void {
  if (started.yet) return
  started.yet = true
  addEventListener('pointerdown', point)
  addEventListener('pointermove', move)
  addEventListener('pointerup', () => (now.finger = undefined))
  addEventListener('pointercancel', () => show(undefined))
  addEventListener(
    'pointerout',
    (event) => event.relatedTarget || event.pointerType === 'touch' || show(undefined),
  )
  addEventListener('scroll', () => show(undefined), { capture: true, passive: true })
  addEventListener('resize', () => show(undefined))
  addEventListener('focusout', () => now.byKey && show(undefined))
  addEventListener('keydown', press)
  addEventListener('click', click)
  if (first instanceof PointerEvent) point(first)
  else if (first instanceof KeyboardEvent) press(first)
}
