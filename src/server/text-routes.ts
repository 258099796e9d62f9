import { answerBadge } from '../edge/badge.ts'
import { answerFeed } from '../edge/feed.ts'
import { answerPeer } from '../edge/peer.ts'
import { plain, type TextContext } from '../edge/text-context.ts'
import { answerNode } from '../edge/text-node.ts'
import type { ServiceContext } from '../services/context/index.ts'

type TextRoute = {
  readonly route: string
  readonly path: RegExp
  readonly answer: (context: TextContext) => Promise<Response>
}

const textRoutes: readonly TextRoute[] = [
  { route: 'peer', path: /^\/peer$/, answer: answerPeer },
  { route: 'node', path: /^\/node\/[^/]+$/, answer: answerNode },
  { route: 'badge', path: /^\/badge\/[^/]+$/, answer: answerBadge },
  { route: 'feed', path: /^\/feed$/, answer: answerFeed },
]

/** The text route of a path. */
export function textRouteOf(pathname: string): TextRoute | undefined {
  return textRoutes.find(({ path }) => path.test(pathname))
}

/** Answers a text route. */
export async function answerTextRoute(
  { answer }: TextRoute,
  request: Request,
  services: ServiceContext,
): Promise<Response> {
  const { method } = request
  if (method !== 'GET' && method !== 'HEAD') return plain('method not allowed', 405, { allow: 'GET, HEAD' })
  const url = new URL(request.url)
  const id = Number(/\/([1-9]\d{0,15})(?:\.svg)?\/?$/.exec(url.pathname)?.[1])
  return answer({ ...services, request, url, id: Number.isSafeInteger(id) ? id : undefined })
}
