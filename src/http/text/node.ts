import { connectionUrl } from '../../contract/connection-url.ts'
import { limits } from '../../contract/limits.ts'
import { admitKey } from './admit-key.ts'
import { clientOf } from './client.ts'
import { parseLimit, parseProtocols } from './parse.ts'
import { answerPreview, isPreviewer } from './preview.ts'
import { prefersPage } from './prefers-page.ts'
import { plain } from './plain.ts'
import { idOf, type TextContext, type TextRoute } from './text-route.ts'
import { dialledBy, takeNode, turnOf } from '../../services/peer/index.ts'
import { getListedNode } from '../../store/nodes/index.ts'

const vary = 'accept, sec-fetch-mode, user-agent, x-network-name'

async function answerNode(c: TextContext): Promise<Response> {
  const id = idOf(c)
  if (id === undefined) return plain('no such node', 404)
  if (c.req.header('x-network-name') === undefined) {
    if (isPreviewer(c)) return answerPreview(c, id, vary)
    if (prefersPage(c)) return plain('', 303, { location: `/n/?id=${id}`, vary })
  }
  const params = new URL(c.req.url).searchParams
  const protocols = parseProtocols(params)
  if (typeof protocols === 'string') return plain(protocols, 400)
  const limit = parseLimit(params, linesMax)
  if (typeof limit === 'string') return plain(limit, 400)
  const node = await getListedNode(c.env.services, id)
  if (node === undefined) return plain('no such node', 404)
  await takeNode(c.env.services, id, { peek: c.req.method === 'HEAD' })
  const wanted = node.connections.filter(({ type }) => protocols.includes(type))
  const found = dialledBy(clientOf(c), wanted)
  const isAsked = params.has('protocol')
  if (found.length === 0 && isAsked) return plain('no address of this protocol', 404, { vary })
  // Who asks for this very node gets what there is.
  const addresses = found.length === 0 ? node.connections : found
  const first = addresses.length > limit ? turnOf(c.env.services, `node ${id}`, addresses.length) : 0
  const lines = [...addresses.slice(first), ...addresses.slice(0, first)].slice(0, limit)
  return plain(lines.map(connectionUrl).join('\n'), 200, { vary })
}

/** As many addresses as a node may have. */
const linesMax = limits.connectionsMax

/**
 * `GET /node/:id`: the addresses of one node, one a line, at most `limit`; who asks again gets the next one first. A browser
 * is led to the node's page instead, and a chat that previews the link is told the node's name and state.
 */
export const nodeRoute: TextRoute = {
  id: 'node',
  paths: ['/node/:id'],
  admit: admitKey,
  answer: answerNode,
}
