import { protocols, regionChoices, type Protocol, type RegionChoice } from '../../contract/vocabulary.ts'

export const statusChoices = ['all', 'room', 'online', 'limited', 'offline', 'waiting'] as const
export type StatusChoice = (typeof statusChoices)[number]
export const sortChoices = ['best', 'name', 'latency', 'uptime', 'load'] as const
export type SortChoice = (typeof sortChoices)[number]

/** What the list is narrowed to and how it is ordered. Empty strings and `all` narrow nothing. */
export type Filters = Readonly<{
  q: string
  region: RegionChoice
  status: StatusChoice
  proto: Protocol | ''
  tag: string
  relay: boolean
  /** Starred nodes alone. */
  star: boolean
  sort: SortChoice
}>

export const noFilters: Filters = {
  q: '',
  region: 'all',
  status: 'all',
  proto: '',
  tag: '',
  relay: false,
  star: false,
  sort: 'best',
}

const textCharsMax = 200

/** Reads the filters of an address; unknown names and values are ignored. */
export function readFilters(search: string): Filters {
  const params = new URLSearchParams(search)
  const one = <T extends string>(name: string, among: readonly T[], fallback: T): T => {
    const value = params.get(name)
    return among.find((choice) => choice === value) ?? fallback
  }
  const proto = params.get('proto')?.toUpperCase()
  return {
    q: (params.get('q') ?? '').slice(0, textCharsMax),
    region: one('region', regionChoices, 'all'),
    status: one('status', statusChoices, 'all'),
    proto: protocols.find((name) => name === proto) ?? '',
    tag: (params.get('tag') ?? '').slice(0, textCharsMax),
    relay: params.get('relay') === '1',
    star: params.get('star') === '1',
    sort: one('sort', sortChoices, 'best'),
  }
}

export type FilterName = Exclude<keyof Filters, 'sort'>

/** Names of the filters that narrow the list now. */
export function activeFilters(filters: Filters): FilterName[] {
  const names = ['region', 'status', 'proto', 'tag', 'relay', 'star', 'q'] as const
  return names.filter((name) => filters[name] !== noFilters[name] && filters[name] !== '')
}
