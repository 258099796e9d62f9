import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { TextField } from '../../../components/field.tsx'
import { SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useAction } from '../use-action.ts'

type Props = Readonly<{ onTried: () => void }>

/** Sends a test mail and tells what came of it; `onTried` follows each attempt, for the settings know the provider's words. */
export function MailTest({ onTried }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [to, setTo] = useState('')
  const [sent, setSent] = useState(false)
  const send = async (): Promise<void> => {
    setSent(false)
    try {
      await api.send(calls.testEmail(to.trim()))
      setSent(true)
    } finally {
      onTried()
    }
  }
  return (
    <section class="card section" aria-labelledby="h-mail-test">
      <h2 id="h-mail-test">{t('mailSend')}</h2>
      <AuthForm action={action} onSend={send}>
        <TextField
          path="to"
          label={t('mailTo')}
          optional
          value={to}
          onValue={setTo}
          error={action.problem?.field === 'to' ? say(action.problem) : undefined}
          hint={t('mailToHint')}
          input={{ type: 'email', autocomplete: 'email' }}
        />
        {action.problem && action.problem.field === undefined ? (
          <Box tone="bad" title={say(action.problem)} live />
        ) : null}
        {sent ? <Box tone="good" title={t('mailSent')} live /> : null}
        <div class="section-end">
          <SubmitButton label={t('mailSend')} busy={action.busy} waitS={action.waitS} />
        </div>
      </AuthForm>
    </section>
  )
}
