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

/** The button that sends a form: busy while it is sent, counting down while the server asks to wait. */
export function SubmitButton({
  label,
  busy,
  waitS = 0,
  danger = false,
  wide = false,
}: {
  label: string
  busy: boolean
  waitS?: number
  danger?: boolean
  wide?: boolean
}): JSX.Element {
  const blocked = busy || waitS > 0
  return (
    <button
      type="submit"
      class={`btn ${danger ? 'btn-bad' : 'btn-main'}${wide ? ' btn-wide' : ''}`}
      aria-disabled={blocked ? 'true' : undefined}
      onClick={(event) => {
        if (blocked) event.preventDefault()
      }}
    >
      {waitS > 0 ? t('waitS', { n: waitS }) : busy ? t('working') : label}
    </button>
  )
}
