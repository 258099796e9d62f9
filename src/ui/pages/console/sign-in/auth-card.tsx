import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { fieldId } from '../../../components/field.tsx'
import type { Action } from '../use-action.ts'
import { PageHead } from '../page-head.tsx'

/** The 400 px column of the small pages. */
export function AuthCard({
  title,
  children,
  more,
}: {
  title: string
  children: ComponentChildren
  more?: ComponentChildren
}): JSX.Element {
  return (
    <div class="narrow-page">
      <PageHead title={title} />
      <div class="card small-card">{children}</div>
      {more ? <div class="under-card">{more}</div> : null}
    </div>
  )
}

/** A form that sends by `onSend` and never by the browser; a refusal moves the focus to the field it names. */
export function AuthForm({
  action,
  onSend,
  at,
  children,
}: {
  action: Action
  onSend: () => Promise<void>
  /** The path of the control of a contract's field, where it is not the same. */
  at?: (field: string) => string
  children: ComponentChildren
}): JSX.Element {
  const field = action.problem?.field
  useEffect(() => {
    if (field !== undefined) document.getElementById(fieldId(at?.(field) ?? field))?.focus()
  }, [action.problem, field])
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void action.run(onSend)
      }}
    >
      {children}
    </form>
  )
}
