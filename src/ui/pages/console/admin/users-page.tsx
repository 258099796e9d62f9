import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { User } from '../../../../contract/system.ts'
import { t } from '../../../i18n/console.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import type { ListState } from '../routes.ts'
import { Blank, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'
import { saveCsv, usersCsv } from '../bulk/csv.ts'
import { groupUsers, readUserSort, searchUsers, sortUsers, userGroups } from './filter-users.ts'
import { GroupChips } from './group-chips.tsx'
import { ListSearch, Pager, perPage, without } from './list-tools.tsx'
import { loadAllNodes, loadAllUsers } from './load-all.ts'
import { statesByOwner, type OwnerNodes } from './states-by-owner.ts'
import { UserBulkBar } from './user-bulk-bar.tsx'
import { isLocked } from './user-row.tsx'
import { UserTable } from './user-table.tsx'
import { WaitingRegistrations } from './waiting-registrations.tsx'

const path = '/admin/users'

/** `#/admin/users?q=&state=&sort=&page=` */
export function UsersPage({ list }: { list: ListState }): JSX.Element {
  const { api } = useConsole()
  const found = usePoll('all-users', (signal) => loadAllUsers(api, signal), 60_000)
  // Beside the users: without it their nodes are counted, and no more is said.
  const nodes = usePoll('nodes-of-users', (signal) => loadAllNodes(api, signal), 120_000)
  const owners = useMemo(() => statesByOwner(nodes.data?.items ?? [], serverNowMs()), [nodes.data])
  const { data, problem } = found
  const put = (changed: User): void =>
    found.update((old) => ({
      ...old,
      items: old.items.map((user) => (user.email === changed.email ? changed : user)),
    }))
  const remove = (email: string): void =>
    found.update((old) => ({
      items: old.items.filter((user) => user.email !== email),
      total: old.total - 1,
    }))
  return (
    <>
      <PageHead title={t('adminUsers')} sub={data ? t('countUsers', { n: data.total }) : undefined} />
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={6} /> : null}
      <WaitingRegistrations onConfirmed={found.reload} />
      {data ? (
        <Users
          users={data.items}
          owners={owners}
          total={data.total}
          list={list}
          onChanged={put}
          onRemoved={remove}
        />
      ) : null}
    </>
  )
}

type UsersProps = Readonly<{
  users: readonly User[]
  owners: ReadonlyMap<string, OwnerNodes>
  total: number
  list: ListState
  onChanged: (user: User) => void
  onRemoved: (email: string) => void
}>

function Users({ users, owners, total, list, onChanged, onRemoved }: UsersProps): JSX.Element {
  const { signedIn } = useStore(useConsole().store)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const group = userGroups.find((one) => one === list.state)
  const matching = useMemo(() => searchUsers(users, list.q), [users, list.q])
  const groups = useMemo(() => groupUsers(matching, owners), [matching, owners])
  const shown = useMemo(
    () => sortUsers(group === undefined ? matching : (groups.get(group) ?? []), readUserSort(list.sort)),
    [matching, groups, group, list.sort],
  )
  const page = Math.min(list.page, Math.max(1, Math.ceil(shown.length / perPage)))
  const viewer = signedIn?.role ?? 'user'
  const reachable = shown.filter((user) => !isLocked(user, user.email === signedIn?.email, viewer))
  const choose = (emails: readonly string[], on: boolean): void =>
    setChosen(on ? new Set([...chosen, ...emails]) : without(chosen, emails))
  return (
    <>
      <ListSearch path={path} list={list} label={t('searchUsers')}>
        <button type="button" class="btn" onClick={() => saveCsv('users.csv', usersCsv(shown))}>
          {t('csv')}
        </button>
      </ListSearch>
      <GroupChips
        path={path}
        list={{ ...list, state: group ?? '' }}
        label={t('state')}
        chips={[
          { value: '', label: t('anyUser'), count: matching.length },
          ...userGroups.map((one) => ({
            value: one,
            label: t(`users_${one}`),
            count: groups.get(one)?.length ?? 0,
          })),
        ]}
      />
      {users.length < total ? <p class="small warn-text">{t('notAll', { n: users.length })}</p> : null}
      <UserBulkBar
        selected={reachable.filter((user) => chosen.has(user.email))}
        all={reachable}
        onChoose={choose}
        onChanged={onChanged}
        onRemoved={onRemoved}
      />
      {shown.length === 0 ? (
        <Blank title={t('noMatchUsers')}>
          <a class="btn" href={`#${path}`}>
            {t('dropFilters')}
          </a>
        </Blank>
      ) : (
        <>
          <UserTable
            users={shown.slice((page - 1) * perPage, page * perPage)}
            owners={owners}
            list={{ ...list, page }}
            viewer={viewer}
            self={signedIn?.email ?? ''}
            chosen={chosen}
            onChoose={choose}
            onChanged={onChanged}
            onRemoved={onRemoved}
          />
          <Pager path={path} list={{ ...list, page }} total={shown.length} />
        </>
      )}
    </>
  )
}
