import type { JSX } from 'preact'

/**
 * A text that changes while the page is open. Page translators take the place of text nodes, and what is written into
 * the old node is never seen: so a new text gets an element of its own. `fixed` is for figures and for words that the
 * page says in the reader's language itself; translators leave them alone.
 */
export function Live({ text, fixed = false }: { text: string; fixed?: boolean }): JSX.Element {
  return (
    <span key={text} translate={fixed ? false : undefined}>
      {text}
    </span>
  )
}
