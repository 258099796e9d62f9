import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ApiKeyAnswer } from '../../../../contract/api-keys.ts'
import { AreaChart } from '../../../charts/area-chart.tsx'
import { confirm } from '../../../components/confirm.tsx'
import { FormError } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { day, plain } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { QuotaForm } from './quota-form.tsx'

type Props = Readonly<{
  apiKey: ApiKeyAnswer
  mayRaise: boolean
  onChange: (key: ApiKeyAnswer) => void
  onGone: () => void
}>

function dayOf(date: string): string {
  return day(Date.parse(date), 0, serverNowMs())
}

/** A key: how it begins, when it ends, what it may ask and how much it has asked on each of 30 days. */
export function KeyCard({ apiKey, mayRaise, onChange, onGone }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState<number>()
  const { id, name, prefix, expires_at: endsAt, uses } = apiKey
  const requests = uses.map((one) => one.requests)
  const sum = requests.reduce((all, one) => all + one, 0)
  const revoke = async (): Promise<void> => {
    const yes = await confirm({
      title: t('apiKeyRevokeAsk', { name }),
      body: t('apiKeyRevokeBody'),
      keep: t('keep'),
      act: t('apiKeyRevoke'),
      danger: true,
    })
    if (!yes) return
    await action.run(async () => {
      await api.send(calls.revokeApiKey(id))
      showToast({ tone: 'good', text: t('apiKeyRevoked', { name }) })
      onGone()
    })
  }
  const ends = endsAt === null ? t('apiKeyAlways') : t('apiKeyUntil', { day: dayOf(endsAt) })
  const facts = [
    apiKey.expired ? t('apiKeyOver') : ends,
    ...(apiKey.check === 1 ? [t('apiKeyMayCheck')] : []),
  ]
  const pointed = at === undefined ? undefined : uses[at]
  const quota = { day: plain(apiKey.requests_per_day), minute: plain(apiKey.requests_per_minute) }
  const told = t('apiKeyUses', { n: plain(sum), today: plain(requests.at(-1) ?? 0) })
  return (
    <section class="card section channel" aria-labelledby={`h-key-${id}`}>
      <h2 id={`h-key-${id}`} class="wrap-any">
        {name}
      </h2>
      <p class="small dim">
        <code>{prefix}_…</code> · {facts.join(' · ')}
      </p>
      <p class="small">{t('apiKeyQuota', quota)}</p>
      <p class="small">{pointed ? `${dayOf(pointed.date)} · ${plain(pointed.requests)}` : told}</p>
      <AreaChart
        values={requests}
        max={Math.max(1, ...requests)}
        label={told}
        onPoint={setAt}
        ticks={[uses[0], uses.at(-1)].flatMap((one) => (one ? [{ text: dayOf(one.date) }] : []))}
      />
      <FormError text={action.problem ? say(action.problem) : ''} />
      <div class="section-end">
        {mayRaise ? (
          <button type="button" class="btn btn-plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t('apiKeyRaise')}
            <span class="sr"> {name}</span>
          </button>
        ) : null}
        <button type="button" class="btn" disabled={action.busy} onClick={() => void revoke()}>
          {t('apiKeyRevoke')}
          <span class="sr"> {name}</span>
        </button>
      </div>
      {isOpen ? (
        <QuotaForm
          apiKey={apiKey}
          onSaved={(changed) => {
            setOpen(false)
            onChange(changed)
          }}
        />
      ) : null}
    </section>
  )
}
