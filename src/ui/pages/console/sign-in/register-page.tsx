import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { PasswordField, TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { withProof } from '../../../lib/with-proof.ts'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { useAction } from '../use-action.ts'
import { go } from '../use-route.ts'
import { checkEmail, checkPassword } from './account-fields.ts'
import { AuthCard, AuthForm } from './auth-card.tsx'
import { ResendButton, resendAfterS } from './resend-button.tsx'
import { useFields } from './use-fields.ts'

/** `#/register`: by mail where the site has a provider, else activated at once with the token of the answer. */
export function RegisterPage(): JSX.Element {
  const opened = useConsole()
  const { site } = useStore(opened.store)
  const action = useAction()
  const [done, setDone] = useState<{ email: string; token: string } | undefined>()
  const fields = useFields(
    { email: ({ email }) => checkEmail(email), password: ({ password }) => checkPassword(password) },
    action,
  )
  const { email, password } = fields.values
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    const answer = await withProof(opened.api, (altcha) =>
      calls.register({ email, password, ...(altcha === undefined ? {} : { altcha }) }),
    )
    setDone({ email: email.trim().toLowerCase(), token: answer.verification_token })
  }
  if (done) return <Registered {...done} password={password} byMail={site?.mail_configured !== false} />
  return (
    <AuthCard title={t('register')} more={<a href="#/login">{t('haveAccount')}</a>}>
      {site?.registration_open === false ? <Box tone="warn" title={t('registrationClosed')} /> : null}
      {site?.initialized === false ? (
        <Box tone="warn" title={t('uninitialised')}>
          <a href="#/init">{t('toInit')}</a>
        </Box>
      ) : null}
      <AuthForm action={action} onSend={send}>
        <TextField
          {...fields.of('email')}
          label={t('email')}
          input={{ type: 'email', autocomplete: 'username', inputMode: 'email' }}
        />
        <PasswordField
          {...fields.of('password')}
          label={t('password')}
          hint={t('passwordHint')}
          input={{ autocomplete: 'new-password' }}
        />
        <FormError text={action.problem && action.problem.field === undefined ? say(action.problem) : ''} />
        <SubmitButton label={t('register')} busy={action.busy} waitS={action.waitS} wide />
      </AuthForm>
    </AuthCard>
  )
}

function Registered({
  email,
  token,
  password,
  byMail,
}: {
  email: string
  token: string
  password: string
  byMail: boolean
}): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  useEffect(() => document.querySelector('h1')?.focus(), [])
  const activate = async (): Promise<void> => {
    await opened.api.send(calls.verifyByPassword({ token, password }))
    go('#/login')
  }
  if (byMail) {
    return (
      <AuthCard title={t('lookIntoInbox')} more={<a href="#/login">{t('haveAccount')}</a>}>
        <p>{t('inboxBody', { email })}</p>
        <ResendButton email={email} startS={resendAfterS} />
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('activateTitle')}>
      <p>{t('activateBody', { email })}</p>
      <AuthForm action={action} onSend={activate}>
        <FormError text={action.problem ? say(action.problem) : ''} />
        <SubmitButton label={t('activate')} busy={action.busy} waitS={action.waitS} wide />
      </AuthForm>
    </AuthCard>
  )
}
