import type { ComponentChildren, JSX } from 'preact'
import { t } from '../i18n/console.ts'
import { Glyph } from './glyph.tsx'

/** Why a form was not sent, above its buttons. Always in the page, so that it is announced when it fills. */
export function FormError({ text }: { text: ComponentChildren }): JSX.Element {
  return (
    <div class="form-error" role="alert">
      {text ? (
        <>
          <Glyph tone="bad" />
          <div>{text}</div>
        </>
      ) : null}
    </div>
  )
}

/** Seconds as `m:ss`. */
export function minutesText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** How long until another attempt makes sense: seconds, or minutes and seconds. */
export function waitText(seconds: number): string {
  if (seconds < 100) return t('waitS', { n: seconds })
  return t('waitMin', { t: minutesText(seconds) })
}

/** The button that sends a form: busy while it is sent, counting down while the server asks to wait. */
export function SubmitButton({
  label,
  busy,
  waitS = 0,
  danger = false,
  ready = true,
  wide = false,
}: {
  label: string
  busy: boolean
  waitS?: number
  danger?: boolean
  /** False while something that it needs is missing. */
  ready?: boolean
  wide?: boolean
}): JSX.Element {
  const blocked = busy || waitS > 0 || !ready
  return (
    <button
      type="submit"
      class={`btn ${danger ? 'btn-bad' : 'btn-main'}${wide ? ' btn-wide' : ''}`}
      aria-disabled={blocked ? 'true' : undefined}
      // Leaving a field may write an error under it, which would move the button away from under the pointer.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        if (blocked) event.preventDefault()
      }}
    >
      {waitS > 0 ? waitText(waitS) : busy ? t('working') : label}
    </button>
  )
}
