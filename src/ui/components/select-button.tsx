import type { JSX } from 'preact'
import { Icon } from './icon.tsx'

/** A native select that looks like a button and shows its name with the choice: "Status: all". */
export function SelectButton<V extends string>(props: {
  label: string
  /** What the button shows. */
  shown: string
  value: V
  choices: readonly Readonly<{ value: V; label: string }>[]
  onChange: (value: V) => void
}): JSX.Element {
  const change = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLSelectElement)) return
    const chosen = props.choices[event.currentTarget.selectedIndex]
    if (chosen) props.onChange(chosen.value)
  }
  return (
    <span class="btn select">
      <span aria-hidden="true">{props.shown}</span>
      <Icon name="chevron" size={12} />
      <select aria-label={props.label} value={props.value} onChange={change}>
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </span>
  )
}
