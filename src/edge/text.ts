function unavailable(): Response {
  return new Response('no node available\n', {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
}

/** `GET /peer`: one peer URL for an EasyTier client. */
export async function handlePeer(_context: EdgeContext): Promise<Response> {
  return unavailable()
}

/** `GET /node/:id`: the addresses of one node, one a line. */
export async function handleNodePage(_context: EdgeContext): Promise<Response> {
  return unavailable()
}

/** `GET /badge/:id.svg`. */
export async function handleBadge(_context: EdgeContext): Promise<Response> {
  return unavailable()
}

/** `GET /feed`: changes of state as Atom. */
export async function handleFeed(_context: EdgeContext): Promise<Response> {
  return unavailable()
}
