import type { Priority } from '../../../contract/vocabulary.ts'
import type { PublicNode } from '../../../contract/public.ts'
import type { RegionChoice } from '../../../contract/vocabulary.ts'
import { hasRoom } from '../../lib/node-state.ts'

/** `word` is what a group shares; '' for somebody alone. */
export type PeerOptions = Readonly<{
  region: RegionChoice
  priority: Priority
  relay: boolean
  word: string
}>

/** As long as a word may be; the server takes 255 characters as a key. */
export const wordCharsMax = 60

/** A word as it goes into an address: what two keyboards write differently (full width, blanks at the ends) is made alike. */
export function tidyWord(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().slice(0, wordCharsMax)
}

/** The address for EasyTier's -p; what is default is left out. With a word the priority has no effect, so it is, too. */
export function peerUrl(origin: string, options: PeerOptions): string {
  const word = tidyWord(options.word)
  const params = new URLSearchParams()
  if (word !== '') params.set('key', word)
  if (options.region !== 'all') params.set('region', options.region)
  if (options.priority !== 'capacity' && word === '') params.set('priority', options.priority)
  if (options.relay) params.set('relay_only', 'true')
  const query = params.toString()
  return `${origin}/peer${query === '' ? '' : `?${query}`}`
}

/** The address of the status page with the same choices, for friends and for one's own phone. */
export function cardUrl(origin: string, options: PeerOptions): string {
  const word = tidyWord(options.word)
  const params = new URLSearchParams()
  if (word !== '') params.set('key', word)
  if (options.region !== 'all') params.set('region', options.region)
  if (options.relay) params.set('relay', '1')
  const query = params.toString()
  return `${origin}/${query === '' ? '' : `?${query}`}`
}

/** How many nodes with room the choices leave: the ones that the head of the page counts, too. */
export function candidates(
  nodes: readonly PublicNode[],
  options: Pick<PeerOptions, 'region' | 'relay'>,
): number {
  return nodes.filter(
    (node) =>
      hasRoom(node) &&
      (options.region === 'all' || node.region_type === options.region) &&
      (!options.relay || node.allow_relay === 1),
  ).length
}
