import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { PendingAnswer } from '../../../../contract/auth.ts'
import { FormError, SubmitButton, waitText } from '../../../components/form.tsx'
import { PasswordField, TextField } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { absolute } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { Box, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { AuthCard, AuthForm } from './auth-card.tsx'
import { ResendButton } from './resend-button.tsx'
import { useFields } from './use-fields.ts'

type Pending = v.InferOutput<typeof PendingAnswer>

/** `#/verify?token=`: shows whose registration it is and asks for its password; opening the link alone confirms nothing. */
export function VerifyPage({ token }: { token: string }): JSX.Element {
  const opened = useConsole()
  const look = useAction()
  const [pending, setPending] = useState<Pending>()
  const [outcome, setOutcome] = useState<'asking' | 'done' | 'refused'>('asking')
  const run = (): void => {
    void look.run(async () => setPending(await opened.api.send(calls.peekVerification({ token }))))
  }
  useEffect(() => {
    if (token !== '') run()
  }, [token])
  const refused = token === '' || outcome === 'refused' || look.problem?.code === 'verify_token_invalid'
  const done = outcome === 'done'
  return (
    <AuthCard title={t('verifyTitle')} more={done ? undefined : <a href="#/login">{t('signIn')}</a>}>
      {look.busy ? <Skeleton rows={1} /> : null}
      {done ? (
        <div class="stack">
          <Box tone="good" title={t('verified')} live />
          <a class="btn btn-main btn-wide" href="#/login">
            {t('signIn')}
          </a>
        </div>
      ) : null}
      {pending && !done && !refused ? (
        <Confirm token={token} pending={pending} onOutcome={setOutcome} />
      ) : null}
      {refused ? <Refused /> : null}
      {look.problem && !refused ? (
        <div class="stack">
          <Box tone="bad" title={say(look.problem)} live />
          <button type="button" class="btn" aria-disabled={look.waitS > 0 ? 'true' : undefined} onClick={run}>
            {look.waitS > 0 ? waitText(look.waitS) : t('retry')}
          </button>
        </div>
      ) : null}
    </AuthCard>
  )
}

type ConfirmProps = Readonly<{
  token: string
  pending: Pending
  onOutcome: (outcome: 'done' | 'refused') => void
}>

function Confirm({ token, pending, onOutcome }: ConfirmProps): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const fields = useFields(
    { password: ({ password }) => (password === '' ? 'errRequired' : undefined) },
    action,
  )
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    await opened.api.send(calls.verifyByPassword({ token, password: fields.values.password }))
    onOutcome('done')
  }
  const gone = action.problem?.code === 'verify_token_invalid'
  useEffect(() => {
    if (gone) onOutcome('refused')
  }, [gone])
  return (
    <>
      <dl class="facts">
        <dt>{t('email')}</dt>
        <dd class="wrap-any">{pending.email}</dd>
        <dt>{t('since')}</dt>
        <dd>
          <time dateTime={pending.registered_at}>{absolute(Date.parse(pending.registered_at))}</time>
        </dd>
      </dl>
      <p class="small dim">{t('verifyAsk')}</p>
      <AuthForm action={action} onSend={send}>
        <PasswordField
          {...fields.of('password')}
          label={t('verifyPassword')}
          input={{ autocomplete: 'current-password' }}
        />
        <FormError text={action.problem && action.problem.field === undefined ? say(action.problem) : ''} />
        <SubmitButton label={t('verifyDo')} busy={action.busy} waitS={action.waitS} wide />
      </AuthForm>
    </>
  )
}

function Refused(): JSX.Element {
  const [email, setEmail] = useState('')
  return (
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
  )
}
