import type { JSX } from 'preact'
import type { NodeState } from '../../contract/node.ts'

/** `good`, `warn`, `bad` and `idle` differ in shape, not only in colour. */
export type Tone = 'good' | 'warn' | 'bad' | 'idle'

/** How each state of a node is drawn. */
export const toneOf: Readonly<Record<NodeState, Tone>> = {
  online: 'good',
  full: 'warn',
  quota_low: 'warn',
  quota_used: 'warn',
  offline: 'bad',
  unreachable: 'bad',
  waiting: 'idle',
  drained: 'idle',
  expired: 'idle',
}

/** Class of a text in the tone's colour. */
export const toneText: Readonly<Record<Tone, string>> = {
  good: 'ok-text',
  warn: 'warn-text',
  bad: 'bad-text',
  idle: 'dim',
}

/** The sign before a state's word; `size` in px. Always stands beside the word, so it has no name of its own. */
export function Glyph({
  tone,
  size = 16,
  spin = false,
}: {
  tone: Tone
  size?: number
  spin?: boolean
}): JSX.Element {
  return (
    <svg
      class={`glyph glyph-${tone}${spin ? ' glyph-spin' : ''}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {shapes[tone]()}
    </svg>
  )
}

const shapes: Readonly<Record<Tone, () => JSX.Element>> = {
  good: () => (
    <>
      <circle cx="8" cy="8" r="7.5" />
      <path class="mark" d="m4.8 8.3 2.2 2.2 4.2-4.6" />
    </>
  ),
  warn: () => (
    <>
      <path d="M8 .9a1 1 0 0 1 .9.5l6.6 11.7a1 1 0 0 1-.9 1.5H1.4a1 1 0 0 1-.9-1.5L7.1 1.4A1 1 0 0 1 8 .9Z" />
      <path class="mark" d="M8 5.6v4M8 12v.1" />
    </>
  ),
  bad: () => (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" />
      <path class="mark" d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" />
    </>
  ),
  idle: () => <circle class="ring" cx="8" cy="8" r="6.4" />,
}
