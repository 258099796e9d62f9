import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The deployment's own host as the edge's fetch sees it: static files, here the API document alone. */
export async function startStaticHost(): Promise<{ origin: string; stop(): Promise<void> }> {
  const document = readFileSync('src/contract/openapi.json')
  const server = createServer((request, response) => {
    if (request.url === '/openapi.json') response.writeHead(200, { etag: '"document"' }).end(document)
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
