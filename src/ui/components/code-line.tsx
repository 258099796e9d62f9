import type { JSX } from 'preact'

/** A word in parts that stay whole where they can: an address may break before its path. */
function parts(word: string): string[] {
  const found = /^(.*?:\/\/[^/?#]+)(\/.+)$/.exec(word)
  return found?.[1] !== undefined && found[2] !== undefined ? [found[1], found[2]] : [word]
}

/** A command or an address inside `<code>`: breaks between words, never at a hyphen or a slash. The text stays as it is. */
export function CodeLine({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split(' ').map((word, at) => (
        <>
          {at > 0 ? ' ' : ''}
          {/[-/]/.test(word) ? parts(word).map((part) => <span class="word">{part}</span>) : word}
        </>
      ))}
    </>
  )
}
