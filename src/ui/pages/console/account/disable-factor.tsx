import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { fieldId, PasswordField, TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'

const paths: Readonly<Record<string, string>> = { password: 'factor-password', totp: 'factor-code' }

/** Takes the second factor away, with the password and a code of it. */
export function DisableFactor({
  onDone,
  onCancel,
}: Readonly<{ onDone: () => void; onCancel: () => void }>): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [password, setPassword] = useState('')
  const [totp, setTotp] = useState('')
  useEffect(() => document.getElementById(fieldId('factor-password'))?.focus(), [])
  const errorOf = (name: string): string | undefined =>
    action.problem?.field === name ? say(action.problem) : undefined
  const elsewhere = action.problem && paths[action.problem.field ?? ''] === undefined
  return (
    <div class="password-form">
      <AuthForm
        action={action}
        at={(name) => paths[name] ?? name}
        onSend={async () => {
          await api.send(calls.disableTotp({ password, totp: totp.trim() }))
          onDone()
        }}
      >
        <PasswordField
          path="factor-password"
          label={t('password')}
          value={password}
          onValue={setPassword}
          error={errorOf('password')}
          input={{ autocomplete: 'current-password' }}
        />
        <TextField
          path="factor-code"
          label={t('code')}
          hint={t('codeHint')}
          value={totp}
          onValue={setTotp}
          error={errorOf('totp')}
          input={{ autocomplete: 'one-time-code', autocapitalize: 'none', spellcheck: false }}
        />
        <FormError text={elsewhere ? say(action.problem) : ''} />
        <div class="section-end">
          <button type="button" class="btn" onClick={onCancel}>
            {t('cancel')}
          </button>
          <SubmitButton
            label={t('factorDisable')}
            busy={action.busy}
            waitS={action.waitS}
            ready={password !== '' && totp.trim() !== ''}
            danger
          />
        </div>
      </AuthForm>
    </div>
  )
}
