import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { waitText } from '../../../components/form.tsx'
import { TextField } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { Box, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { AuthCard } from './auth-card.tsx'
import { ResendButton } from './resend-button.tsx'

/** `#/verify?token=`: runs once when opened. */
export function VerifyPage({ token }: { token: string }): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const [done, setDone] = useState(false)
  const [email, setEmail] = useState('')
  const run = (): void => {
    void action.run(async () => {
      await opened.api.send(calls.verify(token))
      setDone(true)
    })
  }
  useEffect(() => {
    if (token !== '') run()
  }, [token])
  const refused = token === '' || action.problem?.code === 'verify_token_invalid'
  return (
    <AuthCard title={t('verifyTitle')} more={done ? undefined : <a href="#/login">{t('signIn')}</a>}>
      {action.busy ? <Skeleton rows={1} /> : null}
      {done ? (
        <div class="stack">
          <Box tone="good" title={t('verified')} live />
          <a class="btn btn-main btn-wide" href="#/login">
            {t('signIn')}
          </a>
        </div>
      ) : null}
      {refused ? (
        <div class="stack">
          <Box tone="bad" title={t('verifyRefused')} live>
            {t('verifyRefusedMore')}
          </Box>
          <TextField
            path="email"
            label={t('email')}
            value={email}
            onValue={setEmail}
            input={{ type: 'email', autocomplete: 'username' }}
          />
          <ResendButton email={email} />
          <a href="#/register">{t('registerAgain')}</a>
        </div>
      ) : null}
      {action.problem && !refused ? (
        <div class="stack">
          <Box tone="bad" title={say(action.problem)} live />
          <button
            type="button"
            class="btn"
            aria-disabled={action.waitS > 0 ? 'true' : undefined}
            onClick={run}
          >
            {action.waitS > 0 ? waitText(action.waitS) : t('retry')}
          </button>
        </div>
      ) : null}
    </AuthCard>
  )
}
