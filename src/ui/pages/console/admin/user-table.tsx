import type { JSX } from 'preact'
import type { Role } from '../../../../contract/auth.ts'
import type { User } from '../../../../contract/system.ts'
import { t } from '../../../i18n/console.ts'
import { useGrowing } from '../../../lib/use-growing.ts'
import { SortHead } from '../nodes/sort-head.tsx'
import { listHash, type ListState } from '../routes.ts'
import { go } from '../use-route.ts'
import { readUserSort, writeUserSort, type UserSortKey } from './filter-users.ts'
import type { OwnerNodes } from './states-by-owner.ts'
import { isLocked, UserRow } from './user-row.tsx'

type Props = Readonly<{
  users: readonly User[]
  owners: ReadonlyMap<string, OwnerNodes>
  list: ListState
  viewer: Role
  self: string
  chosen: ReadonlySet<string>
  onChoose: (emails: readonly string[], chosen: boolean) => void
  onChanged: (user: User) => void
  onRemoved: (email: string) => void
}>

/** Users as a table that sorts; on a phone each row is a card. */
export function UserTable(props: Props): JSX.Element {
  const { users, owners, list, viewer, self, chosen, onChoose, onChanged, onRemoved } = props
  const sort = readUserSort(list.sort)
  const drawn = useGrowing(users.length, listHash('/admin/users', list))
  const emails = users
    .filter((user) => !isLocked(user, user.email === self, viewer))
    .map(({ email }) => email)
  const head = (name: UserSortKey, label: string): JSX.Element => (
    <SortHead
      name={name}
      label={label}
      sort={sort}
      onSort={(next) => go(listHash('/admin/users', { ...list, sort: writeUserSort(next), page: 1 }))}
      falling={name !== 'email'}
    />
  )
  return (
    <div class="card table-card">
      <div role="table" class="users-table" aria-label={t('adminUsers')}>
        <div role="rowgroup" class="users-head">
          <div role="row" class="users-row">
            <span role="columnheader" class="cell-choice">
              <input
                type="checkbox"
                aria-label={t('chooseAll')}
                disabled={emails.length === 0}
                checked={emails.length > 0 && emails.every((email) => chosen.has(email))}
                onChange={(event) => onChoose(emails, event.currentTarget.checked)}
              />
            </span>
            {head('email', t('email'))}
            {head('nodes', t('nodes'))}
            {head('since', t('since'))}
            <span role="columnheader">{t('isAdmin')}</span>
            <span role="columnheader">{t('enabled')}</span>
            <span role="columnheader">
              <span class="sr">{t('colActions')}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup">
          {users.slice(0, drawn).map((user) => (
            <UserRow
              key={user.email}
              user={user}
              nodes={owners.get(user.email)}
              self={user.email === self}
              viewer={viewer}
              chosen={chosen.has(user.email)}
              onChosen={(on) => onChoose([user.email], on)}
              onChanged={onChanged}
              onRemoved={onRemoved}
            />
          ))}
        </div>
      </div>
    </div>
  )
}
