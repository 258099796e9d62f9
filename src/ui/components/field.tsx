import type { ComponentChildren, InputHTMLAttributes, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../i18n/console.ts'
import { Glyph } from './glyph.tsx'

/** The id of a field's control, made of the contract's path such as `connections[1].port`. */
export function fieldId(path: string): string {
  return `f-${path.replaceAll(/[^\w]+/g, '-').replace(/-$/, '')}`
}

type Described = Readonly<{
  id: string
  'aria-invalid': 'true' | undefined
  'aria-describedby': string | undefined
}>

/** What ties a control to its label's hint and error. */
export function describe(path: string, error?: string, hint?: ComponentChildren): Described {
  const ids = [error ? `${fieldId(path)}-error` : '', hint ? `${fieldId(path)}-hint` : ''].filter(Boolean)
  return {
    id: fieldId(path),
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
  }
}

/** An error under its field; in the page also when empty, so that it is announced when it appears. */
export function FieldError({ path, error }: { path: string; error?: string | undefined }): JSX.Element {
  return (
    <p class="field-error" id={`${fieldId(path)}-error`} aria-live="polite">
      {error ? (
        <>
          <Glyph tone="bad" size={12} />
          <span>{error}</span>
        </>
      ) : null}
    </p>
  )
}

type FieldProps = Readonly<{
  path: string
  label: string
  optional?: boolean
  hint?: ComponentChildren
  error?: string | undefined
  class?: string
  children: ComponentChildren
}>

/** Label, control, hint and error of one field. */
export function Field({
  path,
  label,
  optional,
  hint,
  error,
  class: name = '',
  children,
}: FieldProps): JSX.Element {
  return (
    <div class={`field ${name}`}>
      <label for={fieldId(path)}>
        {label}
        {optional ? <span class="faint"> {t('optional')}</span> : null}
      </label>
      {children}
      <FieldError path={path} error={error} />
      {hint ? (
        <p class="field-hint" id={`${fieldId(path)}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

type TextProps = Omit<FieldProps, 'children'> &
  Readonly<{
    value: string
    onValue: (value: string) => void
    onBlur?: (() => void) | undefined
    unit?: string
    input?: InputHTMLAttributes<HTMLInputElement>
  }>

/** A one-line text field; `unit` stands inside at its end. */
export function TextField({ value, onValue, onBlur, unit, input = {}, ...field }: TextProps): JSX.Element {
  return (
    <Field {...field}>
      <span class={unit ? 'with-unit' : 'bare-input'}>
        <input
          class="input"
          {...input}
          {...describe(field.path, field.error, field.hint)}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          onBlur={() => onBlur?.()}
        />
        {unit ? <span class="unit">{unit}</span> : null}
      </span>
    </Field>
  )
}

/** A password field whose text can be shown. */
export function PasswordField(props: Omit<TextProps, 'unit'>): JSX.Element {
  const [shown, setShown] = useState(false)
  const { value, onValue, onBlur, input = {}, ...field } = props
  // The typings tell inputs apart by a single type; this one changes between two.
  const shape = { ...input, type: shown ? 'text' : 'password' } as InputHTMLAttributes<HTMLInputElement>
  return (
    <Field {...field}>
      <span class="with-button">
        <input
          class="input"
          autocapitalize="none"
          spellcheck={false}
          {...shape}
          {...describe(field.path, field.error, field.hint)}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          onBlur={() => onBlur?.()}
        />
        <button type="button" class="link" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t('hidePassword') : t('showPassword')}
        </button>
      </span>
    </Field>
  )
}
