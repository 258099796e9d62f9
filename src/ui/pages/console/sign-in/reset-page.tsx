import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PasswordField, TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { isPrivateHost } from '../../../lib/address.ts'
import { calls } from '../../../lib/api-calls.ts'
import { withProof } from '../../../lib/with-proof.ts'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { useAction } from '../use-action.ts'
import { checkEmail, checkPassword } from './account-fields.ts'
import { AuthCard, AuthForm } from './auth-card.tsx'
import { lastTyped } from './last-typed.ts'
import { useFields } from './use-fields.ts'

/** `#/reset`: asks for a link; `#/reset?token=`: sets the new password. */
export function ResetPage({ token }: { token: string }): JSX.Element {
  return token === '' ? <AskForLink /> : <NewPassword token={token} />
}

function AskForLink(): JSX.Element {
  const opened = useConsole()
  const { site } = useStore(opened.store)
  const action = useAction()
  const [sent, setSent] = useState(false)
  const fields = useFields({ email: ({ email }) => checkEmail(email) }, action, { email: lastTyped() })
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    const { email } = fields.values
    await withProof(opened.api, (altcha) =>
      calls.requestPasswordReset({ email, ...(altcha === undefined ? {} : { altcha }) }),
    )
    setSent(true)
  }
  const isUnsent = site?.mail_configured === false
  // A site on the reader's own machine writes its mails into files.
  const isLocal = isPrivateHost(location.hostname)
  return (
    <AuthCard title={t('resetTitle')} more={<a href="#/login">{t('signIn')}</a>}>
      {isUnsent && isLocal ? <p class="small dim">{t('mailToFile')}</p> : null}
      {isUnsent && !isLocal ? (
        <Box tone="warn" title={t('resetNoMail')} />
      ) : sent ? (
        <Box tone="good" title={t('resetSent')} live>
          {t('resetSentMore')}
        </Box>
      ) : (
        <AuthForm action={action} onSend={send}>
          <TextField
            {...fields.of('email')}
            label={t('email')}
            input={{ type: 'email', autocomplete: 'username', inputMode: 'email' }}
          />
          <FormError text={action.problem && action.problem.field === undefined ? say(action.problem) : ''} />
          <SubmitButton label={t('resetAsk')} busy={action.busy} waitS={action.waitS} wide />
        </AuthForm>
      )}
    </AuthCard>
  )
}

function NewPassword({ token }: { token: string }): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const [done, setDone] = useState(false)
  const fields = useFields({ new_password: ({ new_password }) => checkPassword(new_password) }, action)
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    await opened.api.send(calls.resetPassword({ token, new_password: fields.values.new_password }))
    setDone(true)
  }
  const refused = action.problem?.code === 'reset_token_invalid'
  return (
    <AuthCard title={t('resetTitle')} more={done ? undefined : <a href="#/login">{t('signIn')}</a>}>
      {done ? (
        <div class="stack">
          <Box tone="good" title={t('resetDone')} live />
          <a class="btn btn-main btn-wide" href="#/login">
            {t('signIn')}
          </a>
        </div>
      ) : (
        <AuthForm action={action} onSend={send}>
          <PasswordField
            {...fields.of('new_password')}
            label={t('newPassword')}
            hint={t('passwordHint')}
            input={{ autocomplete: 'new-password' }}
          />
          <FormError
            text={
              refused ? (
                <>
                  {t('resetRefused')} <a href="#/reset">{t('newLink')}</a>
                </>
              ) : action.problem && action.problem.field === undefined ? (
                say(action.problem)
              ) : (
                ''
              )
            }
          />
          <SubmitButton label={t('resetSet')} busy={action.busy} waitS={action.waitS} wide />
        </AuthForm>
      )}
    </AuthCard>
  )
}
