import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { TotpEnrolment } from '../../../../contract/auth.ts'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import type { Me } from '../console.ts'
import { Box } from '../states.tsx'
import { DisableFactor } from './disable-factor.tsx'
import { AskPassword, ConfirmFactor } from './enrol-factor.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Enrolment = v.InferOutput<typeof TotpEnrolment>
type Step =
  | { readonly name: 'idle' | 'password' | 'disabling' }
  | { readonly name: 'scan'; readonly enrolment: Enrolment }
  | { readonly name: 'codes'; readonly codes: readonly string[] }

type Props = Readonly<{ me: Me; onChanged: (enabled: boolean) => void }>

/** The second factor of the account: set it by an app, take it away; the recovery codes are shown once. */
export function SecondFactor({ me, onChanged }: Props): JSX.Element {
  const [step, setStep] = useState<Step>({ name: 'idle' })
  const idle = (): void => setStep({ name: 'idle' })
  return (
    <section class="card section" aria-labelledby="h-factor">
      <h2 id="h-factor" tabIndex={-1}>
        {t('factor')}
      </h2>
      <p class="dim small">{t(me.totp_enabled ? 'factorOn' : 'factorOff')}</p>
      {me.totp_required && step.name === 'idle' ? <Box tone="warn" title={t('factorRequired')} /> : null}
      {step.name === 'idle' ? (
        <div class="section-end">
          <button
            type="button"
            class={`btn${me.totp_enabled ? ' bad-text' : ''}`}
            onClick={() => setStep({ name: me.totp_enabled ? 'disabling' : 'password' })}
          >
            {t(me.totp_enabled ? 'factorDisable' : 'factorEnable')}
          </button>
        </div>
      ) : null}
      {step.name === 'password' ? (
        <AskPassword onEnrolment={(enrolment) => setStep({ name: 'scan', enrolment })} onCancel={idle} />
      ) : null}
      {step.name === 'scan' ? (
        <ConfirmFactor
          enrolment={step.enrolment}
          onCodes={(codes) => {
            setStep({ name: 'codes', codes })
            onChanged(true)
          }}
          onCancel={idle}
        />
      ) : null}
      {step.name === 'codes' ? (
        <RecoveryCodes
          codes={step.codes}
          onDone={() => {
            idle()
            document.getElementById('h-factor')?.focus()
          }}
        />
      ) : null}
      {step.name === 'disabling' ? (
        <DisableFactor
          onDone={() => {
            idle()
            onChanged(false)
            document.getElementById('h-factor')?.focus()
            showToast({ tone: 'good', text: t('factorDisabled') })
          }}
          onCancel={idle}
        />
      ) : null}
    </section>
  )
}
