import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ApiKeyAnswer } from '../../../../contract/api-keys.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useAction } from '../use-action.ts'

const ends = [0, 30, 90, 365] as const

type Props = Readonly<{ limit: number; isFull: boolean; onMade: (key: ApiKeyAnswer) => void }>

/** Makes a key, which is then shown once. */
export function KeyForm({ limit, isFull, onMade }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [name, setName] = useState('')
  const [days, setDays] = useState(0)
  const [mayCheck, setMayCheck] = useState(false)
  const [made, setMade] = useState<{ readonly name: string; readonly key: string }>()
  const send = async (): Promise<void> => {
    const body = { name, check: mayCheck, ...(days === 0 ? {} : { expires_days: days }) }
    const answer = await api.send(calls.createApiKey(body))
    setMade({ name: answer.api_key.name, key: answer.key })
    setName('')
    onMade(answer.api_key)
  }
  const isOfName = action.problem?.field === 'name'
  return (
    <section class="card section" aria-labelledby="h-new-key">
      <h2 id="h-new-key">{t('apiKeyNew')}</h2>
      <div role="status">
        {made ? (
          <Box tone="good" title={t('apiKeyMade', { name: made.name })}>
            <code class="wrap-any">{made.key}</code>
            <div class="section-end">
              <CopyButton text={made.key} label={t('apiKeyCopy')} kind="line" />
            </div>
          </Box>
        ) : null}
      </div>
      {isFull ? (
        <p class="dim">{t('apiKeyFull', { n: limit })}</p>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void action.run(send)
          }}
        >
          <div class="two">
            <TextField
              path="name"
              label={t('apiKeyName')}
              value={name}
              onValue={setName}
              error={isOfName && action.problem ? say(action.problem) : undefined}
              input={{ maxLength: 40, autocomplete: 'off' }}
            />
            <Field path="expires_days" label={t('apiKeyEnds')}>
              <select
                class="input"
                {...describe('expires_days')}
                value={String(days)}
                onChange={(event) => setDays(Number(event.currentTarget.value))}
              >
                {ends.map((n) => (
                  <option key={n} value={String(n)}>
                    {n === 0 ? t('apiKeyNever') : t('apiKeyDays', { n })}
                  </option>
                ))}
              </select>
            </Field>
          </div>
          <label class="check">
            <input
              type="checkbox"
              checked={mayCheck}
              onChange={(event) => setMayCheck(event.currentTarget.checked)}
            />
            <span>{t('apiKeyCheck')}</span>
          </label>
          <FormError text={action.problem && !isOfName ? say(action.problem) : ''} />
          <div class="section-end">
            <SubmitButton label={t('apiKeyMake')} busy={action.busy} waitS={action.waitS} />
          </div>
        </form>
      )}
    </section>
  )
}
