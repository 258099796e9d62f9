import { useState } from 'preact/hooks'
import { fieldId } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import type { Action } from '../use-action.ts'
import { say } from '../states.tsx'
import type { AccountComplaint } from './account-fields.ts'

type Rules<N extends string> = Readonly<
  Record<N, (values: Readonly<Record<N, string>>) => AccountComplaint | undefined>
>

export type Fields<N extends string> = {
  readonly values: Readonly<Record<N, string>>
  /** Props of the text field of a name. */
  readonly of: (name: N) => {
    path: N
    value: string
    onValue: (value: string) => void
    onBlur: () => void
    error: string | undefined
  }
  /** Checks all; goes to the first that is wrong. True when none is. */
  readonly check: () => boolean
}

/** A few text fields that are checked when left, then as they are typed. A problem of `action` lands on its field. */
export function useFields<N extends string>(
  rules: Rules<N>,
  action: Action,
  initial: Partial<Readonly<Record<N, string>>> = {},
): Fields<N> {
  const names = Object.keys(rules) as N[]
  const [values, setValues] = useState(
    () => Object.fromEntries(names.map((name) => [name, initial[name] ?? ''])) as Record<N, string>,
  )
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const text = (name: N): string | undefined => {
    const complaint = left.has(name) ? rules[name](values) : undefined
    if (complaint !== undefined) return t(complaint)
    return action.problem?.field === name ? say(action.problem) : undefined
  }
  return {
    values,
    of: (name) => ({
      path: name,
      value: values[name],
      onValue: (value) => {
        setValues((old) => ({ ...old, [name]: value }))
        if (action.problem?.field === name) action.clear()
      },
      onBlur: () => {
        if (values[name] !== '') setLeft((old) => new Set(old).add(name))
      },
      error: text(name),
    }),
    check: () => {
      setLeft(new Set(names))
      const wrong = names.find((name) => rules[name](values) !== undefined)
      if (wrong !== undefined) document.getElementById(fieldId(wrong))?.focus()
      return wrong === undefined
    },
  }
}
