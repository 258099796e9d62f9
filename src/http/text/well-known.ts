import { plain } from './plain.ts'
import type { TextRoute } from './text-route.ts'

/** Where readers of snapshots look for the site's key (RFC 8615); on EdgeOne a redirect of edgeone.json. */
export const wellKnownRoute: TextRoute = {
  id: 'wellKnown',
  paths: ['/.well-known/easytier-nodes.json'],
  answer: async () => plain('', 301, { location: '/api/snapshot/key' }),
}
