import type { JSX } from 'preact'
import { PasswordField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { checkPassword } from '../sign-in/account-fields.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { useFields } from '../sign-in/use-fields.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'

/** Sets a new password; the server ends all sessions and answers a token for this one. */
export function ChangePassword(): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const fields = useFields(
    {
      old_password: (values) => (values.old_password === '' ? 'errRequired' : undefined),
      new_password: ({ new_password }) => checkPassword(new_password),
    },
    action,
  )
  const old = fields.of('old_password')
  const next = fields.of('new_password')
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    const answer = await opened.api.send(calls.changePassword(fields.values))
    opened.session.renew({ token: answer.token, expiresAt: answer.expires_at })
    old.onValue('')
    next.onValue('')
    showToast({ tone: 'good', text: t('passwordChanged') })
  }
  const wrong = action.problem?.code === 'old_password_wrong' ? say(action.problem) : undefined
  const elsewhere = action.problem && wrong === undefined && action.problem.field === undefined
  return (
    <section class="card section" aria-labelledby="h-password">
      <h2 id="h-password">{t('changePassword')}</h2>
      <p class="dim small">{t('changePasswordBody')}</p>
      <div class="password-form">
        <AuthForm action={action} onSend={send}>
          <PasswordField
            {...old}
            error={wrong ?? old.error}
            label={t('oldPassword')}
            input={{ autocomplete: 'current-password' }}
          />
          <PasswordField
            {...next}
            label={t('newPassword')}
            hint={t('passwordHint')}
            input={{ autocomplete: 'new-password' }}
          />
          <FormError text={elsewhere ? say(action.problem) : ''} />
          <div class="section-end">
            <SubmitButton label={t('changePassword')} busy={action.busy} waitS={action.waitS} />
          </div>
        </AuthForm>
      </div>
    </section>
  )
}
