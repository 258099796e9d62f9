import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ApiKeyAnswer } from '../../../../contract/api-keys.ts'
import { TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { readNumber } from '../form/model.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'

type Props = Readonly<{ apiKey: ApiKeyAnswer; onSaved: (key: ApiKeyAnswer) => void }>

/** A quota of a key's own, given by an administrator; empty fields give it back to the site. */
export function QuotaForm({ apiKey, onSaved }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const own = apiKey.own_quota
  const [perDay, setPerDay] = useState(own ? String(apiKey.requests_per_day) : '')
  const [perMinute, setPerMinute] = useState(own ? String(apiKey.requests_per_minute) : '')
  const send = async (): Promise<void> => {
    const body = {
      ...(perDay.trim() === '' ? {} : { requests_per_day: readNumber(perDay) }),
      ...(perMinute.trim() === '' ? {} : { requests_per_minute: readNumber(perMinute) }),
    }
    const answer = await api.send(calls.setApiKeyQuota(apiKey.id, body))
    showToast({ tone: 'good', text: t('apiKeyRaised', { name: apiKey.name }) })
    onSaved(answer.api_key)
  }
  const errorOf = (field: string): string | undefined =>
    action.problem?.field === field ? say(action.problem) : undefined
  const fields = ['requests_per_day', 'requests_per_minute']
  const isElsewhere = action.problem !== undefined && !fields.includes(action.problem.field ?? '')
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void action.run(send)
      }}
    >
      <div class="two">
        <TextField
          path="requests_per_day"
          label={t('apiKeyPerDay')}
          hint={t('apiKeyRaiseHint')}
          value={perDay}
          onValue={setPerDay}
          error={errorOf('requests_per_day')}
          input={{ inputMode: 'numeric' }}
        />
        <TextField
          path="requests_per_minute"
          label={t('apiKeyPerMinute')}
          value={perMinute}
          onValue={setPerMinute}
          error={errorOf('requests_per_minute')}
          input={{ inputMode: 'numeric' }}
        />
      </div>
      <FormError text={isElsewhere && action.problem ? say(action.problem) : ''} />
      <div class="section-end">
        <SubmitButton label={t('apiKeyRaise')} busy={action.busy} waitS={action.waitS} />
      </div>
    </form>
  )
}
