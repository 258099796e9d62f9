import { limits } from '../../contract/limits.ts'
import { countryPattern, priorities, regionChoices } from '../../contract/vocabulary.ts'
import { admitKey } from './admit-key.ts'
import { clientOf } from './client.ts'
import { oneOf, parseLimit, parseProtocols } from './parse.ts'
import { plain } from './plain.ts'
import type { TextContext, TextRoute } from './text-route.ts'
import { offerPeers, type PeerQuestion } from '../../services/peer/index.ts'

const keyCharsMax = 255

type Wanted = Pick<PeerQuestion, 'filter' | 'limit' | 'priority' | 'from'>

/** Reads the query string; the text of the first mistake otherwise. Names are those of `query`. */
export function parsePeerQuestion(params: URLSearchParams): Wanted | string {
  const region = oneOf(regionChoices, params.get('region') ?? 'all')
  if (region === undefined) return 'region must be all, domestic or overseas'
  const priority = oneOf(priorities, params.get('priority') ?? 'capacity')
  if (priority === undefined) return 'priority must be capacity, traffic, bandwidth or latency'
  const relay = params.get('relay_only') ?? ''
  if (!['', '0', '1', 'true', 'false'].includes(relay)) return 'relay_only must be 0 or 1'
  const protocols = parseProtocols(params)
  if (typeof protocols === 'string') return protocols
  const limit = parseLimit(params, 1)
  if (typeof limit === 'string') return limit
  const tag = params.get('tag') ?? ''
  if (tag.length > limits.tagsCharsMax) return `tag must be at most ${limits.tagsCharsMax} characters`
  const from = params.get('from') ?? ''
  if (!countryPattern.test(from)) return 'from must be a country code'
  return {
    filter: { region, relayOnly: relay === '1' || relay === 'true', protocols, tag },
    limit,
    priority,
    from: from.toUpperCase(),
  }
}

function keyOf(c: TextContext): string | undefined {
  const key = c.req.query('key') || c.req.header('x-network-name') || ''
  return key === '' ? undefined : key.slice(0, keyCharsMax)
}

/**
 * `GET /peer`: one peer URL (or `limit` of them) for an EasyTier client, which takes one line of the answer. What it
 * is given is the policy of services/peer.
 */
async function answerPeer(c: TextContext): Promise<Response> {
  const wanted = parsePeerQuestion(new URL(c.req.url).searchParams)
  if (typeof wanted === 'string') return plain(wanted, 400)
  const urls = await offerPeers(c.env.services, {
    ...wanted,
    client: clientOf(c),
    isKeyShared: (c.req.query('key') ?? '') !== '',
    key: keyOf(c),
    member: c.req.query('member') ?? '',
    peek: c.req.method === 'HEAD',
  })
  if (urls.length === 0) return plain('no node is available now', 503, { 'retry-after': '10' })
  // No newline at the end: whoever splits the body must not find an empty line to dial.
  return plain(urls.join('\n'))
}

export const peerRoute: TextRoute = { id: 'peer', paths: ['/peer'], admit: admitKey, answer: answerPeer }
