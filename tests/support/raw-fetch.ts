import http from 'node:http'

/** Sends a Request to a port of this machine with the Host of its own address, which `fetch` would not. */
export async function rawFetch(
  port: number,
  request: Request,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const url = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  const all: http.OutgoingHttpHeaders = { ...Object.fromEntries(request.headers), host: url.host, ...headers }
  if (body.length > 0) all['content-length'] = body.length
  return new Promise((resolve, reject) => {
    const sent = http.request({
      host: '127.0.0.1',
      port,
      method: request.method,
      path: url.pathname + url.search,
      headers: all,
      agent: false,
    })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve(toResponse(answer, Buffer.concat(chunks))))
    })
    sent.end(body)
  })
}

function toResponse(answer: http.IncomingMessage, body: Buffer): Response {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const status = answer.statusCode ?? 0
  const hasBody = ![204, 304].includes(status) && body.length > 0
  return new Response(hasBody ? new Uint8Array(body) : null, { status, headers })
}
