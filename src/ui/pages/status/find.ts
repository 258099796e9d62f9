import type { PublicNode } from '../../../contract/public.ts'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { daysToCompare, daysWatched, readDays, uptime } from '../../lib/days.ts'
import { hasRoom, loadOf, tagsOf } from '../../lib/node-state.ts'
import { latinNames, placesKnown } from '../../lib/latin-places.ts'
import { stars } from '../../lib/stars.ts'
import type { Filters, SortChoice, StatusChoice } from '../../lib/url-state.ts'
import { bestFirst, type Finder, fold, type Sorter } from './arrange.ts'

const fits: Readonly<Record<StatusChoice, (node: PublicNode) => boolean>> = {
  all: () => true,
  room: hasRoom,
  online: (node) => node.status === 'online',
  limited: (node) => node.state === 'full' || node.state === 'quota_low' || node.state === 'quota_used',
  offline: (node) => node.state === 'offline' || node.state === 'unreachable',
  waiting: (node) => node.state === 'waiting',
}

/** Whether a node is in the list under these filters. Each word of the search must occur in its search text. */
export function matches(node: PublicNode, filters: Filters): boolean {
  if (filters.region !== 'all' && node.region_type !== filters.region) return false
  if (!fits[filters.status](node)) return false
  if (filters.proto !== '' && !node.protocols.includes(filters.proto)) return false
  if (filters.relay && node.allow_relay !== 1) return false
  if (filters.star && !stars.ids().has(node.id)) return false
  if (filters.tag !== '' && !tagsOf(node).some((tag) => fold(tag) === fold(filters.tag))) return false
  const words = fold(filters.q)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const text = foldedText(node)
  return words.every((word) => text.includes(word))
}

const folded = new WeakMap<PublicNode, Readonly<{ of: string; text: string }>>()

/** The search text of a node, made once for all letters that are typed: of 1,000 nodes it takes the longest. */
function foldedText(node: PublicNode): string {
  const of = `${language()} ${placesKnown()}`
  const kept = folded.get(node)
  if (kept?.of === of) return kept.text
  const text = fold(searchText(node))
  folded.set(node, { of, text })
  return text
}

/** What a node can be found by: name, place (also in Latin letters), tags, protocols, and what the page says of it. */
function searchText(node: PublicNode): string {
  const own = `${node.node_name} ${node.region_detail} ${node.tags}`
  const said = [t(node.state), t(node.region_type), t(node.allow_relay === 1 ? 'relay' : 'punch')]
  return [own, latinNames(own), ...said, ...node.protocols].join(' ')
}

const sorters: Readonly<Record<SortChoice, (endMs: number) => Sorter>> = {
  best: () => bestFirst,
  name: () => (node) => [fold(node.node_name)],
  latency: () => (node) => [
    node.status === 'online' && node.latency_ms >= 0 ? node.latency_ms : Number.MAX_VALUE,
    fold(node.node_name),
  ],
  // A node of a few days has not shown yet what the others have.
  uptime: (endMs) => (node) => {
    const days = readDays(node.days, endMs)
    const young = daysWatched(days) < daysToCompare ? 1 : 0
    return [young, -(uptime(days) ?? -1), fold(node.node_name)]
  },
  load: () => (node) => [node.status === 'online' ? loadOf(node) : Number.MAX_VALUE, fold(node.node_name)],
}

/** All that the list can be narrowed to and ordered by. */
export const wholeFinder: Finder = { matches, sorter: (sort, endMs) => sorters[sort](endMs) }
