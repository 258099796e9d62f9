import { connectionsOf } from '../store/dispatch-rows.ts'
import { findRow } from '../store/dispatch.ts'
import { answerBadge } from './badge.ts'
import { answerFeed } from './feed.ts'
import { answerPeer } from './peer.ts'
import { peerUrl } from './peer-url.ts'
import { answerText, plain, type TextContext } from './text-context.ts'

/** `GET /node/:id`: the node's addresses, one a line. A browser is led to the node's page instead. */
const answerNode = async (context: TextContext): Promise<Response> => {
  const { id, request } = context
  if (id === undefined) return plain('no such node', 404)
  const accept = request.headers.get('accept') ?? ''
  if (accept.includes('text/html') && !request.headers.has('x-network-name')) {
    return plain('', 303, { location: `/n/?id=${id}`, vary: 'accept, x-network-name' })
  }
  const row = await findRow(context, id)
  if (row === undefined) return plain('no such node', 404)
  return plain(connectionsOf(row).map(peerUrl).join('\n'), 200, { vary: 'accept, x-network-name' })
}

/** `GET /peer`: one peer URL for an EasyTier client. */
export async function handlePeer(context: EdgeContext): Promise<Response> {
  return answerText(context, answerPeer)
}

/** `GET /node/:id`: the addresses of one node, one a line. */
export async function handleNodePage(context: EdgeContext): Promise<Response> {
  return answerText(context, answerNode)
}

/** `GET /badge/:id.svg`. */
export async function handleBadge(context: EdgeContext): Promise<Response> {
  return answerText(context, answerBadge)
}

/** `GET /feed.xml`: changes of state as Atom. */
export async function handleFeed(context: EdgeContext): Promise<Response> {
  return answerText(context, answerFeed)
}
