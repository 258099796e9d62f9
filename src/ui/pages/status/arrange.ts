import type { PublicNode } from '../../../contract/public.ts'
import { hasRoom, loadOf, tagsOf } from '../../lib/node-state.ts'
import { activeFilters, type Filters, type SortChoice } from '../../lib/url-state.ts'

export type Sorter = (node: PublicNode) => readonly (number | string)[]

/** What narrows and orders the list: the plain one of a first visit, or the whole one, which is fetched for the rest. */
export type Finder = Readonly<{
  matches: (node: PublicNode, filters: Filters) => boolean
  sorter: (sort: SortChoice, endMs: number) => Sorter
}>

/** A text as it is searched: compatibility forms (full-width, ligatures) folded, case dropped. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Those that can take somebody first, the emptiest of them before the others. */
export function bestFirst(node: PublicNode): readonly (number | string)[] {
  return [rank(node), loadOf(node), fold(node.node_name)]
}

function rank(node: PublicNode): number {
  if (hasRoom(node)) return 0
  if (node.status === 'online') return 1
  return node.state === 'offline' || node.state === 'unreachable' ? 2 : 3
}

/** Regions only, best first. */
export const plainFinder: Finder = {
  matches: (node, { region }) => region === 'all' || node.region_type === region,
  sorter: () => bestFirst,
}

/** Whether the plain finder does for these filters. */
export function isPlain(filters: Filters): boolean {
  return filters.sort === 'best' && activeFilters(filters).every((name) => name === 'region')
}

/**
 * Ids in the order of the list: region by region, then as asked. With `before` (an earlier order under the same
 * filters) rows keep their places, gone nodes leave, and new ones come last in their region.
 */
export function arrange(
  nodes: readonly PublicNode[],
  filters: Filters,
  endMs: number,
  finder: Finder,
  before: readonly number[] = [],
): number[] {
  const place = new Map(before.map((id, index) => [id, index]))
  const keysOf = finder.sorter(filters.sort, endMs)
  const shown = nodes
    .filter((node) => place.has(node.id) || finder.matches(node, filters))
    .map((node) => ({
      id: node.id,
      keys: [
        node.region_type === 'domestic' ? 0 : 1,
        place.get(node.id) ?? before.length,
        ...keysOf(node),
        node.id,
      ],
    }))
  shown.sort((a, b) => compare(a.keys, b.keys))
  return shown.map((entry) => entry.id)
}

const collator = new Intl.Collator(undefined, { numeric: true })

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (typeof x === 'string' && typeof y === 'string') return collator.compare(x, y)
    return Number(x) - Number(y)
  }
  return 0
}

/** Tags of all nodes, the most used first. */
export function commonTags(nodes: readonly PublicNode[], most: number): string[] {
  const uses = new Map<string, number>()
  for (const node of nodes) for (const tag of tagsOf(node)) uses.set(tag, (uses.get(tag) ?? 0) + 1)
  return [...uses]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([tag]) => tag)
}
