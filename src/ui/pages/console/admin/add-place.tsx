import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { regions, type Region } from '../../../../contract/vocabulary.ts'
import { TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useStore } from '../store.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import type { MadePlace } from './place-key.tsx'

const nameMax = 40

/** Makes the key of another place. */
export function AddPlace({ onMade }: { onMade: (place: MadePlace) => void }): JSX.Element {
  const { api, store } = useConsole()
  const { signedIn } = useStore(store)
  const action = useAction()
  const [name, setName] = useState('')
  const [isTrusted, setTrusted] = useState(false)
  const [region, setRegion] = useState<Region>('domestic')
  const send = (): Promise<boolean> =>
    action.run(async () => {
      const answer = await api.send(
        calls.createPlace({ name: name.trim(), trusted: isTrusted ? 1 : 0, region_type: region }),
      )
      onMade({ name: answer.place.name, key: answer.key })
    })
  const wrong = action.problem?.field === 'name'
  return (
    <section class="card section" aria-labelledby="h-add-place">
      <h2 id="h-add-place">{t('placeAdd')}</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <TextField
          path="place-name"
          label={t('placeName')}
          hint={t('placeNameHint')}
          value={name}
          onValue={setName}
          error={wrong ? say(action.problem) : undefined}
          input={{ maxLength: nameMax, required: true, autocomplete: 'off' }}
        />
        <Segmented
          path="place-side"
          label={t('placeSide')}
          hint={t('placeSideHint')}
          value={region}
          options={regions.map((value) => ({ value, label: t(value) }))}
          onValue={setRegion}
        />
        {signedIn?.role === 'super_admin' ? (
          <label class="check">
            <input
              type="checkbox"
              checked={isTrusted}
              onChange={(event) => setTrusted(event.currentTarget.checked)}
            />
            <span>{t('placeTrust')}</span>
          </label>
        ) : null}
        <FormError text={action.problem && !wrong ? say(action.problem) : ''} />
        <div class="section-end">
          <SubmitButton
            label={t('placeMake')}
            busy={action.busy}
            waitS={action.waitS}
            ready={name.trim() !== ''}
          />
        </div>
      </form>
    </section>
  )
}
