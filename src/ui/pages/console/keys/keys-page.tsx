import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ApiKeyAnswer } from '../../../../contract/api-keys.ts'
import { TextField } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Failure, Skeleton, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'
import { KeyCard } from './key-card.tsx'
import { KeyForm } from './key-form.tsx'

/** `#/keys`: the reader's API keys; administrators look at those of others and raise a quota. */
export function KeysPage(): JSX.Element {
  const { signedIn } = useStore(useConsole().store)
  const isAdmin = signedIn !== undefined && signedIn.role !== 'user'
  const [email, setEmail] = useState('')
  return (
    <div class="middle-page">
      <PageHead
        title={t('apiKeys')}
        sub={
          <>
            {t('apiKeysSub')}{' '}
            <a class="in-text" href="/docs/clients/">
              {t('apiKeysGuide')}
            </a>
          </>
        }
      />
      {isAdmin ? <WhoseKeys onEmail={setEmail} /> : null}
      <Keys key={email} email={email} isAdmin={isAdmin} />
    </div>
  )
}

function WhoseKeys({ onEmail }: { onEmail: (email: string) => void }): JSX.Element {
  const [typed, setTyped] = useState('')
  return (
    <form
      class="card section"
      onSubmit={(event) => {
        event.preventDefault()
        onEmail(typed.trim())
      }}
    >
      <TextField
        path="email"
        label={t('apiKeysOf')}
        hint={t('apiKeysOfHint')}
        optional
        value={typed}
        onValue={setTyped}
        input={{ type: 'email', autocomplete: 'off' }}
      />
      <div class="section-end">
        <button type="submit" class="btn">
          {t('apiKeysShow')}
        </button>
      </div>
    </form>
  )
}

function Keys({ email, isAdmin }: { email: string; isAdmin: boolean }): JSX.Element {
  const { api } = useConsole()
  const found = usePoll(`keys ${email}`, (signal) => api.send(calls.listApiKeys(email), { signal }), 0)
  const { data, problem } = found
  if (problem && !data) return <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
  if (!data) return <Skeleton rows={3} />
  const put = (keys: readonly ApiKeyAnswer[]): void => found.setData({ ...data, keys: [...keys] })
  return (
    <div class="stack">
      {data.keys.length === 0 ? <p class="dim">{t('apiKeysNone')}</p> : null}
      {data.keys.map((key) => (
        <KeyCard
          key={key.id}
          apiKey={key}
          mayRaise={isAdmin}
          onChange={(changed) => put(data.keys.map((one) => (one.id === changed.id ? changed : one)))}
          onGone={() => put(data.keys.filter(({ id }) => id !== key.id))}
        />
      ))}
      {email === '' ? (
        <KeyForm
          limit={data.limit}
          isFull={data.keys.length >= data.limit}
          onMade={(key) => put([...data.keys, key])}
        />
      ) : null}
    </div>
  )
}
