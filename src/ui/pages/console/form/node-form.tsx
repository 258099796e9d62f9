import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { say } from '../states.tsx'
import type { Action } from '../use-action.ts'
import { CapacitySection, ValiditySection } from './capacity-section.tsx'
import { fieldName } from './field-words.ts'
import { AddressSection, BasicsSection, MoreSection } from './form-sections.tsx'
import { focusField, type NodeFormState } from './use-node-form.ts'

type Props = Readonly<{
  state: NodeFormState
  action: Action
  label: string
  today: string
  createdMs: number
  /** Credentials are stored with the node already. */
  stored?: boolean
  /** The field to open at. */
  at?: string
  /** Stands above the buttons: what the owner has to decide first. */
  children?: ComponentChildren
  onSend: () => Promise<void>
}>

/** The form of a node, for making one and for changing it. */
export function NodeFormView(props: Props): JSX.Element {
  const { state, action, at = '' } = props
  useEffect(() => {
    if (at !== '') focusField(at)
  }, [at])
  return (
    <form
      class="card node-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (state.check()) void action.run(props.onSend)
      }}
    >
      {state.restored && state.dirty ? (
        <div class="draft-note small" role="status">
          <span>{t('draftRestored')}</span>
          <button type="button" class="link" onClick={state.discard}>
            {t('draftDiscard')}
          </button>
        </div>
      ) : null}
      <BasicsSection state={state} />
      <AddressSection state={state} />
      <CapacitySection state={state} createdMs={props.createdMs} />
      <ValiditySection state={state} today={props.today} />
      <MoreSection state={state} stored={props.stored ?? false} />
      {props.children}
      <div class="form-end">
        <FormError text={summaryOf(state, action)} />
        <div class="form-buttons">
          <a class="btn" href="#/nodes">
            {t('cancel')}
          </a>
          <SubmitButton label={props.label} busy={action.busy} waitS={action.waitS} />
        </div>
      </div>
    </form>
  )
}

/** What keeps the form from being saved, with links to the fields; null when nothing does. */
function summaryOf(state: NodeFormState, action: Action): JSX.Element | null {
  const { problem } = action
  if (state.wrong.length > 0) {
    return (
      <>
        {t('fix', { n: state.wrong.length })}
        {state.wrong.map((path, index) => (
          <span key={path}>
            {index > 0 ? t('comma') : ''}
            <button type="button" class="link" onClick={() => focusField(path)}>
              {fieldName(path)}
            </button>
          </span>
        ))}
      </>
    )
  }
  if (!problem || problem.code === 'revision_conflict') return null
  return (
    <>
      {t('unsaved', { why: say(problem) })}
      {problem.field === undefined ? null : (
        <>
          {' '}
          <button type="button" class="link" onClick={() => focusField(problem.field ?? '')}>
            {fieldName(problem.field)}
          </button>
        </>
      )}
    </>
  )
}
