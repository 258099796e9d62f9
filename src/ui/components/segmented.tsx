import type { JSX } from 'preact'
import { FieldError, fieldId } from './field.tsx'

type Props<V extends string> = Readonly<{
  path: string
  label: string
  value: V | ''
  options: readonly Readonly<{ value: V; label: string }>[]
  onValue: (value: V) => void
  error?: string | undefined
  hint?: string | undefined
  /** The label is for readers of the page alone; a heading above says it. */
  hideLabel?: boolean
}>

/** One choice of a few, as radio inputs in a bar; arrow keys move as in any radio group. */
export function Segmented<V extends string>(props: Props<V>): JSX.Element {
  const id = fieldId(props.path)
  const described = [props.error ? `${id}-error` : '', props.hint ? `${id}-hint` : '']
    .filter(Boolean)
    .join(' ')
  return (
    <fieldset
      class="field"
      role="radiogroup"
      aria-describedby={described === '' ? undefined : described}
      aria-invalid={props.error ? 'true' : undefined}
    >
      <legend class={props.hideLabel ? 'sr' : ''}>{props.label}</legend>
      <div class="seg">
        {props.options.map((option, index) => (
          <label key={option.value}>
            <input
              type="radio"
              id={index === 0 ? id : undefined}
              name={id}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => props.onValue(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <FieldError path={props.path} error={props.error} />
      {props.hint ? (
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
    </fieldset>
  )
}
