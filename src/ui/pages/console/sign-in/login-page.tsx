import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { PasswordField, TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { clearToasts } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { useAction } from '../use-action.ts'
import { AuthCard, AuthForm } from './auth-card.tsx'
import { checkEmail } from './account-fields.ts'
import { CodeField, useCode } from './code-field.tsx'
import { lastTyped, rememberTyped } from './last-typed.ts'
import { ResendButton } from './resend-button.tsx'
import { useFields } from './use-fields.ts'

/** `#/login` */
export function LoginPage(): JSX.Element {
  const opened = useConsole()
  const { site, farewell } = useStore(opened.store)
  const action = useAction()
  const second = useCode(action)
  const [keep, setKeep] = useState(false)
  const fields = useFields(
    {
      email: ({ email }) => checkEmail(email),
      password: ({ password }) => (password === '' ? 'errRequired' : undefined),
    },
    action,
    { email: lastTyped() },
  )
  const { email, password } = fields.values
  useEffect(() => rememberTyped(email), [email])
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    const answer = await opened.api.send(calls.login({ email, password, ...second.body }))
    clearToasts()
    opened.signIn(answer, keep)
  }
  const unverified = action.problem?.code === 'email_unverified'
  return (
    <AuthCard
      title={t('signIn')}
      more={
        <>
          {site?.registration_open === false ? null : <a href="#/register">{t('toRegister')}</a>}
          <a href="#/reset">{t('forgot')}</a>
        </>
      }
    >
      {site?.initialized === false ? (
        <Box tone="warn" title={t('uninitialised')}>
          <a href="#/init">{t('toInit')}</a>
        </Box>
      ) : null}
      {farewell === 'disabled' ? <Box tone="bad" title={t('wasDisabled')} live /> : null}
      {farewell === 'signed-out' ? <p class="dim">{t('wasSignedOut')}</p> : null}
      <AuthForm action={action} onSend={send}>
        <TextField
          {...fields.of('email')}
          label={t('email')}
          input={{ type: 'email', autocomplete: 'username', inputMode: 'email' }}
        />
        <PasswordField
          {...fields.of('password')}
          label={t('password')}
          input={{ autocomplete: 'current-password' }}
        />
        <CodeField path="totp" {...second} />
        <label class="check">
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
          {t('keepMe')}
        </label>
        <FormError text={action.problem && action.problem.field === undefined ? say(action.problem) : ''} />
        {unverified ? <ResendButton email={email} /> : null}
        <SubmitButton label={t('signIn')} busy={action.busy} waitS={action.waitS} wide />
      </AuthForm>
    </AuthCard>
  )
}
