import { badgeRoute } from './badge.ts'
import { feedRoute } from './feed.ts'
import { nodeRoute } from './node.ts'
import { peerRoute } from './peer.ts'
import type { TextRoute } from './text-route.ts'

/** Every answer that is no JSON. */
export const textRoutes: readonly TextRoute[] = [peerRoute, nodeRoute, badgeRoute, feedRoute]
