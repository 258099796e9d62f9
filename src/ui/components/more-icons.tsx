import type { JSX } from 'preact'
import { Drawing } from './icon.tsx'

/** Icons that the status page has no use for. */
export function PlusIcon(): JSX.Element {
  return <Drawing path="M8 3v10M3 8h10" />
}

export function MoreIcon(): JSX.Element {
  return <Drawing path="M3.5 8h.01M8 8h.01M12.5 8h.01" width={2.4} />
}

export function ShareIcon(): JSX.Element {
  return <Drawing path="M8 10V2.5m0 0L5 5.5m3-3 3 3M3.5 8.5v5h9v-5" />
}
