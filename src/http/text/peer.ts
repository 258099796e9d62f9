import { priorities, protocols as knownProtocols, regionChoices } from '../../contract/vocabulary.ts'
import { plain } from './plain.ts'
import type { TextContext, TextRoute } from './text-route.ts'
import { choosePeers, type PeerQuestion } from '../../services/peer/index.ts'

const limitMax = 10
const keyCharsMax = 255

type Wanted = Pick<PeerQuestion, 'filter' | 'limit' | 'priority'>

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | undefined {
  return values.find((value) => value === text)
}

/** Reads the query string; the text of the first mistake otherwise. Names are those of `query`. */
export function parsePeerQuestion(params: URLSearchParams): Wanted | string {
  const region = oneOf(regionChoices, params.get('region') ?? 'all')
  if (region === undefined) return 'region must be all, domestic or overseas'
  const priority = oneOf(priorities, params.get('priority') ?? 'capacity')
  if (priority === undefined) return 'priority must be capacity, traffic, bandwidth or latency'
  const relay = params.get('relay_only') ?? ''
  if (!['', '0', '1', 'true', 'false'].includes(relay)) return 'relay_only must be 0 or 1'
  const asked = (params.get('protocol') ?? '').split(',').map((name) => name.trim().toUpperCase())
  const protocols = asked.filter((name) => name !== '')
  if (protocols.some((name) => oneOf(knownProtocols, name) === undefined)) {
    return `protocol must be a list of ${knownProtocols.join(', ').toLowerCase()}`
  }
  const limit = params.get('limit') ?? '1'
  if (!/^\d{1,2}$/.test(limit) || Number(limit) < 1 || Number(limit) > limitMax) {
    return `limit must be 1 to ${limitMax}`
  }
  return {
    filter: { region, relayOnly: relay === '1' || relay === 'true', protocols },
    limit: Number(limit),
    priority,
  }
}

function keyOf(c: TextContext): string | undefined {
  const key = c.req.query('key') || c.req.header('x-network-name') || ''
  return key === '' ? undefined : key.slice(0, keyCharsMax)
}

/** EasyTier tells its version since 2.6, and before that nothing at all. */
function isOldCore(c: TextContext): boolean {
  const agent = c.req.header('user-agent') ?? ''
  const [, major, minor] = /^easytier\/(\d+)\.(\d+)/i.exec(agent) ?? []
  return agent === '' || Number(major) < 2 || (Number(major) === 2 && Number(minor) < 6)
}

/**
 * `GET /peer`: one peer URL (or `limit` of them) for an EasyTier client, which takes one line of the answer. What it
 * is given is the policy of services/peer.
 */
async function answerPeer(c: TextContext): Promise<Response> {
  const wanted = parsePeerQuestion(new URL(c.req.url).searchParams)
  if (typeof wanted === 'string') return plain(wanted, 400)
  const urls = await choosePeers(c.env.services, {
    ...wanted,
    filter: { ...wanted.filter, oldCore: isOldCore(c) },
    key: keyOf(c),
    member: c.req.query('member') ?? '',
    peek: c.req.method === 'HEAD',
  })
  if (urls.length === 0) return plain('no node is available now', 503, { 'retry-after': '10' })
  // No newline at the end: whoever splits the body must not find an empty line to dial.
  return plain(urls.join('\n'))
}

export const peerRoute: TextRoute = { id: 'peer', paths: ['/peer'], answer: answerPeer }
