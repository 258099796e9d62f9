import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { nodeEventKinds } from '../../../../contract/events.ts'
import { confirm } from '../../../components/confirm.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { EventFilters, EventList, everything } from '../../../components/event-list.tsx'
import { FormError } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Blank, Failure, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'

/** `#/events`: all that happened to a reader's own nodes, and the secret address of its feed. */
export function EventsPage(): JSX.Element {
  const { api } = useConsole()
  const [filter, setFilter] = useState(everything)
  const older = useAction()
  const { kind, region, tag } = filter
  const found = usePoll(
    `events ${kind} ${region} ${tag}`,
    (signal) => api.send(calls.events(filter), { signal }),
    0,
  )
  const { data, problem } = found
  const more = async (): Promise<void> => {
    if (!data?.next) return
    const page = await api.send(calls.events({ ...filter, before: data.next }))
    found.setData({ events: [...data.events, ...page.events], next: page.next })
  }
  return (
    <div class="middle-page">
      <PageHead
        title={t('myEvents')}
        sub={
          <>
            {t('myEventsBody')}{' '}
            <a class="in-text" href="/events/">
              {t('eventsHead')}
            </a>
          </>
        }
      />
      <FeedKey />
      <EventFilters kinds={nodeEventKinds} onFind={setFilter} />
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={5} /> : null}
      {data?.events.length === 0 ? <Blank title={t('eventsEmpty')} /> : null}
      {data && data.events.length > 0 ? (
        <div class="card section">
          <EventList events={data.events} nowMs={serverNowMs()} />
        </div>
      ) : null}
      <FormError text={older.problem ? say(older.problem) : ''} />
      {data && data.next !== null ? (
        <p class="under-card">
          <button type="button" class="btn" disabled={older.busy} onClick={() => void older.run(more)}>
            {t('eventsOlder')}
          </button>
        </p>
      ) : null}
    </div>
  )
}

/** Makes the secret addresses; they are told once. */
function FeedKey(): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [urls, setUrls] = useState<readonly (readonly [label: 'feedAtom' | 'feedJson', url: string])[]>([])
  const renew = async (): Promise<void> => {
    const yes = await confirm({
      title: t('feedKeyAsk'),
      body: t('feedKeyAskBody'),
      keep: t('cancel'),
      act: t('feedKey'),
    })
    if (!yes) return
    await action.run(async () => {
      const made = await api.send(calls.renewFeedKey())
      setUrls([
        ['feedAtom', made.atom_url],
        ['feedJson', made.json_url],
      ])
      showToast({ tone: 'good', text: t('feedKeyMade') })
    })
  }
  return (
    <section class="card section" aria-label={t('feedKey')}>
      <p class="small dim">{t(urls.length === 0 ? 'feedKeyLead' : 'feedKeyBody')}</p>
      {urls.map(([label, url]) => (
        <div key={label}>
          <p class="small">{t(label)}</p>
          <p class="codebox">
            <code>{url}</code>
            <CopyButton text={url} what={t(label)} bare />
          </p>
        </div>
      ))}
      <FormError text={action.problem ? say(action.problem) : ''} />
      <div class="section-end">
        <button type="button" class="btn" disabled={action.busy} onClick={() => void renew()}>
          {t(urls.length === 0 ? 'feedKey' : 'feedKeyAgain')}
        </button>
      </div>
    </section>
  )
}
