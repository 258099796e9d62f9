import type { ComponentChildren, JSX } from 'preact'
import { fieldId, PasswordField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { say } from '../states.tsx'
import type { SettingsState } from './use-settings.ts'

type Props = Readonly<{ state: SettingsState; save: string; children: ComponentChildren }>

/** The form of one card of settings; asks for the password again where what was changed wants it. */
export function SettingsFrame({ state, save, children }: Props): JSX.Element {
  const { action, card } = state
  const path = `${card}-password`
  const own = action.problem?.field
  const inside = own !== undefined && (own === 'password' || document.getElementById(fieldId(own)) !== null)
  return (
    <AuthForm action={action} at={(field) => (field === 'password' ? path : field)} onSend={state.send}>
      {children}
      {state.needsPassword ? (
        <PasswordField
          path={path}
          label={t('passwordAgain')}
          hint={t('passwordAgainHint')}
          value={state.password}
          onValue={state.setPassword}
          error={own === 'password' ? say(action.problem) : undefined}
          input={{ autocomplete: 'current-password' }}
        />
      ) : null}
      <FormError text={action.problem && !inside ? t('unsaved', { why: say(action.problem) }) : ''} />
      <div class="section-end">
        <SubmitButton
          label={save}
          busy={action.busy}
          waitS={action.waitS}
          ready={!state.needsPassword || state.password !== ''}
        />
      </div>
    </AuthForm>
  )
}

type CheckProps = Readonly<{
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}>

/** A setting that is on or off. */
export function SettingCheck({ label, checked, onChange, disabled = false }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  )
}
