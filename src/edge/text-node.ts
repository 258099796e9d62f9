import { peerUrl } from './peer-url.ts'
import { answerText, plain, type TextContext } from './text-context.ts'
import { getListedNode } from '../store/nodes/index.ts'

/** One node as lines; a browser is led to its page. */
export async function answerNode(context: TextContext): Promise<Response> {
  const { id, request } = context
  if (id === undefined) return plain('no such node', 404)
  const accept = request.headers.get('accept') ?? ''
  if (accept.includes('text/html') && !request.headers.has('x-network-name')) {
    return plain('', 303, { location: `/n/?id=${id}`, vary: 'accept, x-network-name' })
  }
  const node = await getListedNode(context, id)
  if (node === undefined) return plain('no such node', 404)
  return plain(node.connections.map(peerUrl).join('\n'), 200, { vary: 'accept, x-network-name' })
}

/** `GET /node/:id`: the addresses of one node, one a line; a browser is led to the node's page instead. */
export async function handleNodePage(context: EdgeContext): Promise<Response> {
  return answerText(context, answerNode)
}
