import type { ComponentChildren, JSX } from 'preact'
import { useUniqueId } from '../lib/use-unique-id.ts'

export type Choice<V extends string> = Readonly<{ value: V; label: ComponentChildren }>

/** One of a few, as radio inputs in a bar; the arrow keys move the choice. */
export function ChoiceBar<V extends string>(props: {
  label: string
  value: V
  choices: readonly Choice<V>[]
  onChange: (value: V) => void
}): JSX.Element {
  const name = useUniqueId()
  return (
    <div class="seg" role="radiogroup" aria-label={props.label}>
      {props.choices.map(({ value, label }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </div>
  )
}
