import type { JSX } from 'preact'

/** A text in parts: addresses of pages apart from what stands between them. */
export function noticeParts(text: string): readonly Readonly<{ text: string; href?: string }>[] {
  return text
    .split(/(https?:\/\/[^\s<>"'，。；！？、（）【】]+[^\s<>"'，。；！？、（）【】.,;:!?)])/)
    .filter((part) => part !== '')
    .map((part) => (/^https?:\/\//.test(part) ? { text: part, href: part } : { text: part }))
}

/** A text with the addresses in it as links. */
export function Linked({ text }: { text: string }): JSX.Element {
  return (
    <>
      {noticeParts(text).map((part) =>
        part.href === undefined ? (
          part.text
        ) : (
          <a key={part.href} href={part.href} rel="noreferrer">
            {part.text}
          </a>
        ),
      )}
    </>
  )
}
