import type { JSX } from 'preact'

/** The admin's text, or the demo's, as a pill that never moves the page; longer texts open below the header. */
export function Notice({ text }: { text?: string | undefined }): JSX.Element | null {
  if (!text) return null
  if (text.length <= 16)
    return (
      <div class="notice">
        <span>{text}</span>
      </div>
    )
  return (
    <details class="notice">
      <summary>{text}</summary>
      <p>{text}</p>
    </details>
  )
}
