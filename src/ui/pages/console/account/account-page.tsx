import type { JSX } from 'preact'
import { confirm } from '../../../components/confirm.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { absolute, isoDay } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { ChangePassword } from './change-password.tsx'
import { DeleteAccount } from './delete-account.tsx'

/** `#/account` */
export function AccountPage(): JSX.Element {
  const opened = useConsole()
  const me = usePoll('me', (signal) => opened.api.send(calls.me(), { signal }), 0)
  const action = useAction()
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
  const { data, problem } = me
  return (
    <div class="middle-page">
      <PageHead title={t('account')} />
      {problem && data ? <StaleBar problem={problem} atMs={me.atMs} onRetry={me.reload} /> : null}
      {problem && !data ? <Failure title={t('notLoaded')} body={say(problem)} onRetry={me.reload} /> : null}
      {!data && !problem ? <Skeleton rows={3} /> : null}
      {data ? (
        <section class="card section" aria-labelledby="h-me">
          <h2 id="h-me">{t('whoAmI')}</h2>
          <dl class="facts">
            <dt>{t('email')}</dt>
            <dd class="wrap-any">{data.email}</dd>
            <dt>{t('role')}</dt>
            <dd>{t(`role_${data.role}`)}</dd>
            <dt>{t('nodes')}</dt>
            <dd>{t('nodesOf', { n: data.node_count, m: data.node_limit })}</dd>
            <dt>{t('since')}</dt>
            <dd>
              <time dateTime={data.created_at} title={absolute(Date.parse(data.created_at))}>
                {isoDay(Date.parse(data.created_at))}
              </time>
            </dd>
          </dl>
          <div class="section-end">
            {action.problem ? <p class="bad-text small">{say(action.problem)}</p> : null}
            <button type="button" class="btn" onClick={() => opened.signOut()}>
              {t('signOut')}
            </button>
            <button type="button" class="btn" onClick={() => void everywhere()}>
              {t('everywhere')}
            </button>
          </div>
        </section>
      ) : null}
      <ChangePassword />
      <DeleteAccount isProtected={data?.role === 'super_admin'} />
    </div>
  )
}
