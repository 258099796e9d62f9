/**
 * Every route that the EdgeOne CLI has to emit, as it writes them into `config.json`. A failing edge build
 * still exits 0, so comparing with this table is what tells a good build from a site without an API.
 */
export const edgeRoutes: readonly string[] = [
  '^/api/(.*)$',
  '^/badge/([^/]+)$',
  '^/node/([^/]+)$',
  '^/peer$',
  '^/uptime/(.*)$',
]

export const nodeRoutes: readonly string[] = ['^/probe/batch-check$', '^/probe/check$', '^/probe/health$']
