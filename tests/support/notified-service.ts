import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPublicFetch } from '../../src/server/public-fetch.ts'
import type { PublicFetch } from '../../src/services/context/index.ts'

/** What the service at the other end does with the next requests. */
export type ServiceBehaviour =
  | {
      readonly status: number
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Takes the request and says nothing; says a part and goes away; goes away at once. */
  | 'silent'
  | 'cut'
  | 'reset'

export type ServiceCall = {
  /** Where the request was meant to go. */
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A service on a real socket, and the server's own way out with every name leading to it. */
export async function notifiedService(): Promise<{
  behaviour: ServiceBehaviour
  readonly calls: ServiceCall[]
  /** Where it listens. */
  readonly origin: string
  readonly publicFetch: PublicFetch
  readonly stop: () => Promise<void>
}> {
  const calls: ServiceCall[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { 'x-meant-for': meant, ...headers } = request.headers
      calls.push({
        url: `${String(meant ?? origin)}${request.url}`,
        headers,
        body: Buffer.concat(chunks).toString(),
      })
      const { behaviour } = service
      if (behaviour === 'silent') return
      if (behaviour === 'reset') return void request.socket.resetAndDestroy()
      if (behaviour === 'cut') {
        response.writeHead(200, { 'content-length': 100 }).write('{"ok":', () => request.socket.destroy())
        return
      }
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = createPublicFetch({ allowPrivate: true })
  const service = {
    behaviour: { status: 200, body: '' } as ServiceBehaviour,
    calls,
    origin,
    publicFetch: ((text, init) => {
      const url = new URL(text)
      const headers = { ...init.headers, 'x-meant-for': url.origin }
      return real(`${origin}${url.pathname}${url.search}`, { ...init, headers })
    }) satisfies PublicFetch,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return service
}
