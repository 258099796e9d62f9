import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Dialog } from '../../components/dialog.tsx'
import { PasswordField } from '../../components/field.tsx'
import { FormError, SubmitButton } from '../../components/form.tsx'
import { t } from '../../i18n/console.ts'
import { calls } from '../../lib/api-calls.ts'
import { ApiProblem } from '../../lib/api-problem.ts'
import { useConsole } from './console.ts'
import { CodeField, useCode } from './sign-in/code-field.tsx'
import { say } from './states.tsx'
import { useStore } from './store.ts'
import { useAction } from './use-action.ts'

/** Asks for the password again; the page behind stays as it is. */
export function SessionDialog(): JSX.Element {
  const opened = useConsole()
  const { signedIn } = useStore(opened.store)
  const [password, setPassword] = useState('')
  const action = useAction()
  const second = useCode(action)
  const email = signedIn?.email ?? ''
  useEffect(() => document.getElementById('f-session-password')?.focus(), [])
  const later = (): void => opened.answerSignIn(false)
  const submit = async (): Promise<void> => {
    const answer = await opened.api
      .send(calls.login({ email, password, ...second.body }))
      .catch((error: unknown) => {
        if (error instanceof ApiProblem && error.code === 'account_disabled') {
          opened.signOut('disabled')
          return undefined
        }
        throw error
      })
    if (!answer) return
    opened.signIn(answer, opened.session.isKept())
    opened.answerSignIn(true)
  }
  return (
    <Dialog title={t('sessionEnded')} onClose={later}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void action.run(submit)
        }}
      >
        <p class="dim">{t('sessionEndedBody')}</p>
        <div class="field">
          <label for="f-session-email">{t('email')}</label>
          <input
            id="f-session-email"
            class="input"
            type="email"
            autocomplete="username"
            value={email}
            readOnly
          />
        </div>
        <PasswordField
          path="session-password"
          label={t('password')}
          value={password}
          onValue={setPassword}
          input={{ autocomplete: 'current-password', required: true }}
        />
        <CodeField path="session-totp" {...second} />
        <FormError text={action.problem && !second.tells ? say(action.problem) : ''} />
        <div class="dialog-end">
          <button type="button" class="btn" onClick={later}>
            {t('later')}
          </button>
          <SubmitButton label={t('resume')} busy={action.busy} waitS={action.waitS} />
        </div>
      </form>
    </Dialog>
  )
}

/** Stands over the page when the password was put off. */
export function ReadOnlyBar(): JSX.Element | null {
  const opened = useConsole()
  const { readOnly } = useStore(opened.store)
  if (!readOnly) return null
  return (
    <div class="bar-note" role="status">
      <div>
        <p class="bar-title">{t('readOnly')}</p>
        <p class="tiny dim">{t('readOnlyMore')}</p>
      </div>
      <button type="button" class="btn" onClick={() => void opened.askSignIn()}>
        {t('resume')}
      </button>
    </div>
  )
}
