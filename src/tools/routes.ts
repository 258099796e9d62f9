/**
 * Every route that the EdgeOne CLI has to emit, as it writes them into `config.json`. A failing edge build
 * still exits 0, so comparing with this table is what tells a good build from a site without an API.
 */
export const EDGE_ROUTES: readonly string[] = [
  '^/api/(.*)$',
  '^/badge/([^/]+)$',
  '^/feed$',
  '^/node/([^/]+)$',
  '^/peer$',
]

export const NODE_ROUTES: readonly string[] = ['^/probe/batch-check$', '^/probe/check$', '^/probe/health$']
