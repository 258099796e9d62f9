import { connectionUrl } from '../../contract/connection-url.ts'
import { isWanted } from '../../contract/vocabulary.ts'
import { prefersPage } from './prefers-page.ts'
import { plain } from './plain.ts'
import { idOf, type TextContext, type TextRoute } from './text-route.ts'
import { getListedNode } from '../../store/nodes/index.ts'

async function answerNode(c: TextContext): Promise<Response> {
  const id = idOf(c)
  if (id === undefined) return plain('no such node', 404)
  const vary = 'accept, sec-fetch-mode, x-network-name'
  if (c.req.header('x-network-name') === undefined && prefersPage(c)) {
    return plain('', 303, { location: `/n/?id=${id}`, vary })
  }
  const node = await getListedNode(c.env.services, id)
  if (node === undefined) return plain('no such node', 404)
  const wanted = node.connections.filter(({ type }) => isWanted(type, []))
  // the client takes any of the lines; who asks for this very node gets what there is
  const connections = wanted.length === 0 ? node.connections : wanted
  return plain(connections.map(connectionUrl).join('\n'), 200, { vary })
}

/** `GET /node/:id`: the addresses of one node, one a line; a browser is led to the node's page instead. */
export const nodeRoute: TextRoute = { id: 'node', paths: ['/node/:id'], answer: answerNode }
