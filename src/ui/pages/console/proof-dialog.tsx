import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Dialog } from '../../components/dialog.tsx'
import { FormError, SubmitButton } from '../../components/form.tsx'
import { t } from '../../i18n/console.ts'
import { calls } from '../../lib/api-calls.ts'
import { useConsole } from './console.ts'
import { CodeField } from './sign-in/code-field.tsx'
import { say } from './states.tsx'
import { useAction } from './use-action.ts'

/** Asks for the second factor again before a call that matters; the call goes on by itself. */
export function ProofDialog(): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const [code, setCode] = useState('')
  const submit = async (): Promise<void> => {
    const answer = await opened.api.send(calls.stepUp(code.trim()))
    opened.session.renew({ token: answer.token, expiresAt: answer.expires_at })
    opened.answerProof(true)
  }
  const wrong = action.problem?.code === 'totp_wrong' ? say(action.problem) : undefined
  return (
    <Dialog title={t('proofTitle')} onClose={() => opened.answerProof(false)}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void action.run(submit)
        }}
      >
        <p class="dim">{t('proofBody')}</p>
        <CodeField
          path="proof-totp"
          asked
          code={code}
          onCode={(value) => {
            setCode(value)
            action.clear()
          }}
          error={wrong}
        />
        <FormError text={action.problem && wrong === undefined ? say(action.problem) : ''} />
        <div class="dialog-end">
          <button type="button" class="btn" onClick={() => opened.answerProof(false)}>
            {t('cancel')}
          </button>
          <SubmitButton
            label={t('proofDo')}
            busy={action.busy}
            waitS={action.waitS}
            ready={code.trim() !== ''}
          />
        </div>
      </form>
    </Dialog>
  )
}
