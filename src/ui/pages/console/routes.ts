import type { ChannelScope } from '../../../contract/channels.ts'

/** Where in the console we are, as the hash says. Hashes reach no server log, so tokens may stand in them. */
export type ConsoleRoute =
  | { readonly name: 'login'; readonly next: string }
  | {
      readonly name:
        | 'register'
        | 'init'
        | 'setup-test'
        | 'account'
        | 'keys'
        | 'nodes'
        | 'events'
        | 'admin-settings'
        | 'admin-queue'
        | 'admin-announcements'
        | 'admin-audit'
        | 'admin-places'
        | 'admin-backup'
        | 'unknown'
    }
  /** `begins`: at once, without a press. */
  | { readonly name: 'admin-self-test'; readonly begins: boolean }
  /** `from` is the node that the new one is to be like; 0 for none. */
  | { readonly name: 'node-new'; readonly from: number }
  /** Whose channels are shown. */
  | { readonly name: 'alerts'; readonly scope: ChannelScope }
  | { readonly name: 'verify' | 'reset'; readonly token: string }
  /** `at` names the field that the form opens at; "" the beginning. */
  | { readonly name: 'node-edit'; readonly id: number; readonly at: string }
  | { readonly name: 'reporter' | 'figures'; readonly id: number }
  | { readonly name: 'admin-nodes' | 'admin-users'; readonly list: ListState }

/** Search and page of an admin list, as the hash holds them. */
export type ListState = {
  readonly q: string
  readonly page: number
  readonly state: string
  readonly region: string
  /** Column and direction, as sort-nodes.ts and sort-users.ts read it. */
  readonly sort: string
}

export type RouteName = ConsoleRoute['name']
const plain: Readonly<
  Record<
    string,
    | 'register'
    | 'init'
    | 'setup-test'
    | 'account'
    | 'keys'
    | 'nodes'
    | 'events'
    | 'admin-settings'
    | 'admin-queue'
    | 'admin-places'
    | 'admin-announcements'
    | 'admin-audit'
    | 'admin-backup'
  >
> = {
  '/register': 'register',
  '/init': 'init',
  '/setup-test': 'setup-test',
  '/account': 'account',
  '/keys': 'keys',
  '/nodes': 'nodes',
  '/events': 'events',
  '/admin/settings': 'admin-settings',
  '/admin/queue': 'admin-queue',
  '/admin/announcements': 'admin-announcements',
  '/admin/audit': 'admin-audit',
  '/admin/places': 'admin-places',
  '/admin/backup': 'admin-backup',
}
const open: ReadonlySet<RouteName> = new Set(['login', 'register', 'verify', 'reset', 'init', 'setup-test'])

/** Whether a route needs nobody signed in. */
export function isOpenRoute(name: RouteName): boolean {
  return open.has(name)
}
/** Whether a route is for administrators. */
export function isAdminRoute(name: RouteName): boolean {
  return name.startsWith('admin-')
}

function readList(query: URLSearchParams): ListState {
  const page = Number(query.get('page') ?? '1')
  return {
    q: (query.get('q') ?? '').slice(0, 100),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    state: query.get('state') ?? '',
    region: query.get('region') ?? '',
    sort: query.get('sort') ?? '',
  }
}

function readId(text: string | null): number {
  const id = /^[1-9]\d{0,15}$/.test(text ?? '') ? Number(text) : 0
  return Number.isSafeInteger(id) ? id : 0
}

/** Reads `location.hash`. An empty hash is the list of nodes; what is not ours is `unknown`. */
export function readRoute(hash: string): ConsoleRoute {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s)
  const query = new URLSearchParams(search)
  const trimmed = path.replace(/\/+$/, '')
  if (trimmed === '') return { name: 'nodes' }
  const name = plain[trimmed]
  if (name !== undefined) return { name }
  if (trimmed === '/nodes/new') return { name: 'node-new', from: readId(query.get('from')) }
  if (trimmed === '/alerts') return { name: 'alerts', scope: query.get('scope') === 'site' ? 'site' : 'own' }
  if (trimmed === '/login') return { name: 'login', next: query.get('next') ?? '' }
  if (trimmed === '/verify') return { name: 'verify', token: query.get('token') ?? '' }
  if (trimmed === '/reset') return { name: 'reset', token: query.get('token') ?? '' }
  if (trimmed === '/admin/self-test') return { name: 'admin-self-test', begins: query.has('run') }
  if (trimmed === '/admin/nodes') return { name: 'admin-nodes', list: readList(query) }
  if (trimmed === '/admin/users') return { name: 'admin-users', list: readList(query) }
  const node = /^\/nodes\/([1-9]\d{0,15})(\/reporter|\/figures)?$/.exec(trimmed)
  const id = Number(node?.[1])
  if (!Number.isSafeInteger(id)) return { name: 'unknown' }
  if (node?.[2] !== undefined) return { name: node[2] === '/figures' ? 'figures' : 'reporter', id }
  return { name: 'node-edit', id, at: query.get('at') ?? '' }
}

/** Hash of an admin list; defaults are left out. */
export function listHash(path: '/admin/nodes' | '/admin/users', list: Partial<ListState>): string {
  const query = new URLSearchParams()
  if (list.q) query.set('q', list.q)
  if (list.state) query.set('state', list.state)
  if (list.region) query.set('region', list.region)
  if (list.sort) query.set('sort', list.sort)
  if (list.page !== undefined && list.page > 1) query.set('page', String(list.page))
  const text = query.toString()
  return `#${path}${text === '' ? '' : `?${text}`}`
}

/** Hash to go to after signing in: only a place of the console itself; without one administrators see all nodes. */
export function nextHash(next: string, role: 'user' | 'admin' | 'super_admin' = 'user'): string {
  if (/^\/[a-z]/.test(next) && !isOpenRoute(readRoute(next).name)) return `#${next}`
  return role === 'user' ? '#/nodes' : '#/admin/nodes'
}
