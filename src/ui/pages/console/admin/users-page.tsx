import type { JSX } from 'preact'
import type { User } from '../../../../contract/system.ts'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import type { ListState } from '../routes.ts'
import { Blank, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'
import { ListSearch, Pager, perPage } from './list-tools.tsx'
import { UserRow } from './user-row.tsx'

const path = '/admin/users'

/** `#/admin/users?q=&page=` */
export function UsersPage({ list }: { list: ListState }): JSX.Element {
  const opened = useConsole()
  const { signedIn } = useStore(opened.store)
  const found = usePoll(
    JSON.stringify([list.q, list.page]),
    (signal) => opened.api.send(calls.listUsers({ q: list.q, page: list.page, perPage }), { signal }),
    60_000,
  )
  const { data, problem } = found
  const put = (changed: User): void => {
    if (data)
      found.setData({
        ...data,
        users: data.users.map((user) => (user.email === changed.email ? changed : user)),
      })
  }
  const remove = (email: string): void => {
    if (data)
      found.setData({ users: data.users.filter((user) => user.email !== email), total: data.total - 1 })
  }
  return (
    <>
      <PageHead title={t('adminUsers')} sub={data ? t('countUsers', { n: data.total }) : undefined} />
      <ListSearch path={path} list={list} label={t('searchUsers')} />
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={6} /> : null}
      {data && data.users.length === 0 ? (
        <Blank title={t('noMatchUsers')}>
          <a class="btn" href={`#${path}`}>
            {t('dropFilters')}
          </a>
        </Blank>
      ) : null}
      {data && data.users.length > 0 ? (
        <>
          <div class="card table-card">
            <div role="table" class="users-table" aria-label={t('adminUsers')}>
              <div role="rowgroup" class="users-head">
                <div role="row" class="users-row">
                  <span role="columnheader">{t('email')}</span>
                  <span role="columnheader">{t('nodes')}</span>
                  <span role="columnheader">{t('since')}</span>
                  <span role="columnheader">{t('isAdmin')}</span>
                  <span role="columnheader">{t('enabled')}</span>
                  <span role="columnheader">
                    <span class="sr">{t('colActions')}</span>
                  </span>
                </div>
              </div>
              <div role="rowgroup">
                {data.users.map((user) => (
                  <UserRow
                    key={user.email}
                    user={user}
                    self={user.email === signedIn?.email}
                    viewer={signedIn?.role ?? 'user'}
                    onChanged={put}
                    onRemoved={remove}
                  />
                ))}
              </div>
            </div>
          </div>
          <Pager path={path} list={list} total={data.total} />
        </>
      ) : null}
    </>
  )
}
