import type { JSX } from 'preact'

/** A text in which names such as `easytier-core` are not parted at the end of a line. */
export function WholeNames({ text }: { readonly text: string }): JSX.Element {
  const parts = text.split(/(easytier-[a-z-]+)/)
  return <>{parts.map((part, at) => (at % 2 === 1 ? <span class="in-text">{part}</span> : part))}</>
}
