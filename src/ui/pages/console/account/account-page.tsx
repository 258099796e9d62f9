import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { absolute, isoDay } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { ChangePassword } from './change-password.tsx'
import { DeleteAccount } from './delete-account.tsx'
import { SecondFactor } from './second-factor.tsx'
import { OwnAudit } from '../audit/own-audit.tsx'
import { SessionsCard } from './sessions-card.tsx'

/** `#/account` */
export function AccountPage(): JSX.Element {
  const opened = useConsole()
  const me = usePoll('me', (signal) => opened.api.send(calls.me(), { signal }), 0)
  const { data, problem } = me
  const changed = (enabled: boolean): void => {
    if (data) me.setData({ ...data, totp_enabled: enabled, totp_required: data.totp_required && !enabled })
    void opened.loadMe()
  }
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
            <a class="btn btn-plain" href="#/keys">
              {t('apiKeys')}
            </a>
            <button type="button" class="btn" onClick={opened.leave}>
              {t('signOut')}
            </button>
          </div>
        </section>
      ) : null}
      {data ? <SecondFactor me={data} onChanged={changed} /> : null}
      <SessionsCard />
      <OwnAudit />
      <ChangePassword />
      <DeleteAccount isProtected={data?.role === 'super_admin'} />
    </div>
  )
}
