import type { JSX } from 'preact'
import { absolute, ago } from '../lib/format.ts'
import { Live } from './live.tsx'

/** A point in time as "2 min ago", the exact time in its title. */
export function Ago({ atMs, nowMs }: { atMs: number; nowMs: number }): JSX.Element {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={absolute(atMs)}>
      <Live text={ago(atMs, nowMs)} fixed />
    </time>
  )
}
