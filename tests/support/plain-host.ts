import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.json': 'application/json' }

/** A file host that knows nothing but files: no queries, no content negotiation. */
export async function startPlainHost(
  folder: string,
  address = '127.0.0.1',
): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    readFile(path.join(folder, path.normalize(name))).then(
      (body) =>
        response.writeHead(200, { 'content-type': types[path.extname(name)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  server.listen(0, address)
  await once(server, 'listening')
  return {
    origin: `http://${address}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
