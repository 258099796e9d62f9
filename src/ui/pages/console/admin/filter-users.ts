import type { User } from '../../../../contract/system.ts'
import type { OwnerNodes } from './states-by-owner.ts'

/** What the users can be narrowed to; "" is all. */
export const userGroups = ['need', 'disabled', 'admins', 'no_nodes', 'idle'] as const
export type UserGroup = (typeof userGroups)[number]

/** Columns by which users can be sorted. */
export const userSortKeys = ['nodes', 'email', 'since'] as const
export type UserSortKey = (typeof userSortKeys)[number]
export type UserSort = { readonly key: UserSortKey; readonly turned: boolean }

function isOf(user: User, group: UserGroup, owners: Owners): boolean {
  switch (group) {
    case 'need':
      return user.is_enabled && owners.get(user.email)?.needs === true
    case 'disabled':
      return !user.is_enabled
    case 'admins':
      return user.is_admin
    case 'no_nodes':
      return user.node_count === 0
    case 'idle':
      return user.last_sign_in_at === null
  }
}

type Owners = ReadonlyMap<string, OwnerNodes>

/** The users of each group; whose nodes need somebody is known of `owners` alone. */
export function groupUsers(users: readonly User[], owners: Owners): ReadonlyMap<UserGroup, readonly User[]> {
  return new Map(userGroups.map((group) => [group, users.filter((user) => isOf(user, group, owners))]))
}

/** The users whose address holds every word of the search. */
export function searchUsers(users: readonly User[], q: string): User[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return users.filter((user) => words.every((word) => user.email.toLowerCase().includes(word)))
}

/** Most nodes, newest, or by address; equal ones by address. */
export function sortUsers(users: readonly User[], { key, turned }: UserSort): User[] {
  const sign = turned ? -1 : 1
  const by = (one: User, other: User): number => {
    if (key === 'nodes') return other.node_count - one.node_count
    if (key === 'since') return Date.parse(other.created_at) - Date.parse(one.created_at)
    return one.email.localeCompare(other.email)
  }
  return [...users].sort((one, other) => sign * by(one, other) || one.email.localeCompare(other.email))
}

/** A sort as it stands in an address; what is not one is most nodes first. */
export function readUserSort(text: string): UserSort {
  const turned = text.startsWith('-')
  const key = userSortKeys.find((one) => one === (turned ? text.slice(1) : text))
  return key === undefined ? { key: 'nodes', turned: false } : { key, turned }
}

export function writeUserSort({ key, turned }: UserSort): string {
  return key === 'nodes' && !turned ? '' : `${turned ? '-' : ''}${key}`
}
