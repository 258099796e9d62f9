import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { TotpEnrolment } from '../../../../contract/auth.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { fieldId, PasswordField, TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'

type Enrolment = v.InferOutput<typeof TotpEnrolment>
type PasswordProps = Readonly<{ onEnrolment: (enrolment: Enrolment) => void; onCancel: () => void }>

/** The first step: the account's password. */
export function AskPassword({ onEnrolment, onCancel }: PasswordProps): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [password, setPassword] = useState('')
  useEffect(() => document.getElementById(fieldId('factor-password'))?.focus(), [])
  const wrong = action.problem?.field === 'password'
  return (
    <div class="password-form">
      <AuthForm
        action={action}
        at={() => 'factor-password'}
        onSend={async () => onEnrolment(await api.send(calls.enrolTotp(password)))}
      >
        <PasswordField
          path="factor-password"
          label={t('password')}
          value={password}
          onValue={setPassword}
          error={wrong ? say(action.problem) : undefined}
          input={{ autocomplete: 'current-password' }}
        />
        <FormError text={action.problem && !wrong ? say(action.problem) : ''} />
        <div class="section-end">
          <button type="button" class="btn" onClick={onCancel}>
            {t('cancel')}
          </button>
          <SubmitButton label={t('next')} busy={action.busy} waitS={action.waitS} ready={password !== ''} />
        </div>
      </AuthForm>
    </div>
  )
}

type ConfirmProps = Readonly<{
  enrolment: Enrolment
  onCodes: (codes: readonly string[]) => void
  onCancel: () => void
}>

/** The second step: the key goes into an app, which shows a code. */
export function ConfirmFactor({ enrolment, onCodes, onCancel }: ConfirmProps): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [code, setCode] = useState('')
  useEffect(() => document.getElementById(fieldId('factor-code'))?.focus(), [])
  const send = async (): Promise<void> => {
    const { recovery_codes: codes } = await api.send(
      calls.confirmTotp({ enrolment: enrolment.enrolment, totp: code.trim() }),
    )
    onCodes(codes)
  }
  const wrong = action.problem?.field === 'totp'
  return (
    <>
      <p class="small">{t('factorScan')}</p>
      <div class="factor-key">
        <QrCode text={enrolment.otpauth_uri} label={t('factorQr')} />
        <div class="stack-tight">
          <a class="btn" href={enrolment.otpauth_uri}>
            {t('factorOpen')}
          </a>
          <p class="small dim">{t('factorByHand')}</p>
          <div class="codebox">
            <code translate={false}>{enrolment.secret}</code>
            <CopyButton text={enrolment.secret} what={t('factorKey')} />
          </div>
        </div>
      </div>
      <div class="password-form">
        <AuthForm action={action} at={() => 'factor-code'} onSend={send}>
          <TextField
            path="factor-code"
            label={t('factorCode')}
            value={code}
            onValue={setCode}
            error={wrong ? say(action.problem) : undefined}
            input={{ autocomplete: 'one-time-code', inputMode: 'numeric' }}
          />
          <FormError text={action.problem && !wrong ? say(action.problem) : ''} />
          <div class="section-end">
            <button type="button" class="btn" onClick={onCancel}>
              {t('cancel')}
            </button>
            <SubmitButton
              label={t('factorConfirm')}
              busy={action.busy}
              waitS={action.waitS}
              ready={code.trim() !== ''}
            />
          </div>
        </AuthForm>
      </div>
    </>
  )
}

type Drawn = Readonly<{ path: string; size: number }>

/** A code to scan from the screen; what draws it is fetched with the first, and no other host is asked. */
function QrCode({ text, label }: { text: string; label: string }): JSX.Element | null {
  const [drawn, setDrawn] = useState<Drawn>()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let gone = false
    import('../../../lib/qr-path.ts').then(
      ({ qrPath }) => gone || setDrawn(qrPath(text)),
      // The key stands beside it as text.
      () => gone || setFailed(true),
    )
    return () => {
      gone = true
    }
  }, [text])
  if (failed) return null
  const size = drawn?.size ?? 1
  return (
    <svg
      class="factor-qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path class="factor-qr-paper" d={`M0 0h${size}v${size}H0z`} />
      {drawn ? <path d={drawn.path} /> : null}
    </svg>
  )
}
