import type { JSX } from 'preact'
import type * as v from 'valibot'
import type { SessionsAnswer } from '../../../../contract/auth.ts'
import { confirm } from '../../../components/confirm.tsx'
import { Ago } from '../../../components/time.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { Failure, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { deviceName } from './device-name.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type OneSession = v.InferOutput<typeof SessionsAnswer>['sessions'][number]

/** Where the account is signed in; each session can be ended, this one and all of them, too. */
export function SessionsCard(): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const found = usePoll('sessions', (signal) => opened.api.send(calls.sessions(), { signal }), 0)
  const { data, problem } = found
  const end = (session: OneSession): void => {
    if (session.current) {
      opened.leave()
      return
    }
    void action.run(async () => {
      await opened.api.send(calls.endSession(session.id))
      if (data) found.setData({ sessions: data.sessions.filter((one) => one.id !== session.id) })
      // The button that had the focus is gone.
      document.getElementById('h-sessions')?.focus()
      showToast({ tone: 'good', text: t('sessionEndedDone') })
    })
  }
  const everywhere = async (): Promise<void> => {
    const yes = await confirm({
      title: t('everywhereAsk'),
      body: t('everywhereBody'),
      keep: t('cancel'),
      act: t('everywhereDo'),
    })
    if (!yes) return
    const ended = await action.run(async () => {
      await opened.api.send(calls.logoutAll())
      opened.signOut()
    })
    if (ended) showToast({ tone: 'good', text: t('everywhereDone') })
  }
  return (
    <section class="card section" aria-labelledby="h-sessions">
      <h2 id="h-sessions" tabIndex={-1}>
        {t('sessions')}
      </h2>
      {!data && !problem ? <Skeleton rows={1} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {data ? (
        <ul class="sessions">
          {data.sessions.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={end} />
          ))}
        </ul>
      ) : null}
      <div class="section-end">
        {action.problem ? <p class="bad-text small">{say(action.problem)}</p> : null}
        <button type="button" class="btn" onClick={() => void everywhere()}>
          {t('everywhere')}
        </button>
      </div>
    </section>
  )
}

type RowProps = Readonly<{ session: OneSession; onEnd: (session: OneSession) => void }>

function SessionRow({ session, onEnd }: RowProps): JSX.Element {
  const name = deviceName(session.user_agent) || t('unknownDevice')
  return (
    <li>
      <div>
        <p title={session.user_agent}>
          <b class="wrap-any">{name}</b> {session.current ? <span class="tag">{t('thisDevice')}</span> : null}
        </p>
        <p class="tiny dim">
          {session.ip === '' ? '' : `${session.ip} · `}
          {t('lastUsedBefore')}
          <Ago atMs={Date.parse(session.last_used_at)} nowMs={serverNowMs()} />
          {' · '}
          {t('signedInBefore')}
          <Ago atMs={Date.parse(session.created_at)} nowMs={serverNowMs()} />
        </p>
      </div>
      <button type="button" class="btn" onClick={() => onEnd(session)}>
        {session.current ? t('signOut') : t('endSession')}
        <span class="sr"> {name}</span>
      </button>
    </li>
  )
}
