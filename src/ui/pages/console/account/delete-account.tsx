import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Dialog } from '../../../components/dialog.tsx'
import { PasswordField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'

/** Deletes one's own account after asking for the password. The super administrator cannot go. */
export function DeleteAccount({ isProtected }: { isProtected: boolean }): JSX.Element {
  const [asking, setAsking] = useState(false)
  return (
    <section class="card section" aria-labelledby="h-delete">
      <h2 id="h-delete">{t('deleteAccount')}</h2>
      <p class="dim small">{isProtected ? t('deleteAccountProtected') : t('deleteAccountBody')}</p>
      {isProtected ? null : (
        <div class="section-end">
          <button type="button" class="btn bad-text" onClick={() => setAsking(true)}>
            {t('deleteAccount')}
          </button>
        </div>
      )}
      {asking ? <PasswordDialog onClose={() => setAsking(false)} /> : null}
    </section>
  )
}

function PasswordDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const [password, setPassword] = useState('')
  const send = async (): Promise<void> => {
    await opened.api.send(calls.deleteMe(password))
    opened.signOut()
    showToast({ tone: 'good', text: t('accountDeleted') })
  }
  const wrong = action.problem?.code === 'password_wrong' || action.problem?.field === 'password'
  return (
    <Dialog title={t('deleteAccountAsk')} onClose={onClose}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void action.run(send)
        }}
      >
        <p class="dim">{t('deleteAccountBody')}</p>
        <PasswordField
          path="delete-password"
          label={t('password')}
          value={password}
          onValue={setPassword}
          error={action.problem && wrong ? say(action.problem) : undefined}
          input={{ autocomplete: 'current-password' }}
        />
        <FormError text={action.problem && !wrong ? say(action.problem) : ''} />
        <div class="dialog-end">
          <button type="button" class="btn" onClick={onClose}>
            {t('keep')}
          </button>
          <SubmitButton
            label={t('deleteAccount')}
            busy={action.busy}
            ready={password !== ''}
            waitS={action.waitS}
            danger
          />
        </div>
      </form>
    </Dialog>
  )
}
