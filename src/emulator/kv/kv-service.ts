import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { KvStore } from './store.ts'

/** Number of operations by kind. */
export interface KvCount {
  get: number
  put: number
  delete: number
  list: number
}

/** The store to use for a request; lets tests answer each place from its own stale copy. */
export type StoreFor = (requestId: string) => KvStore

/** Answers the shim's KV calls on a loopback port. Only callers with the token are served. */
export class KvService {
  readonly token: string = randomBytes(24).toString('hex')
  readonly count: KvCount = { get: 0, put: 0, delete: 0, list: 0 }
  readonly #server: Server
  readonly #storeFor: StoreFor
  readonly #running = new Map<string, () => void>()

  constructor(storeFor: StoreFor) {
    this.#storeFor = storeFor
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        console.error('KV service:', error)
        response.writeHead(500).end()
      })
    })
    this.#server.keepAliveTimeout = 600_000
  }

  /** Starts listening; returns `127.0.0.1:<port>`. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  /** Resolves when the request has answered and its `waitUntil` work is done. */
  whenDone(requestId: string): Promise<void> {
    return new Promise((resolve) => this.#running.set(requestId, resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['x-kv-token'] !== this.token) {
      response.writeHead(403).end()
      return
    }
    const requestId = String(request.headers['x-request'])
    const url = new URL(request.url ?? '/', 'http://kv')
    const operation = url.pathname.slice(1)
    if (operation === 'done') {
      this.#running.get(requestId)?.()
      this.#running.delete(requestId)
      response.writeHead(200).end()
      return
    }
    await this.#operate(operation, url.searchParams, this.#storeFor(requestId), request, response)
  }

  async #operate(
    operation: string,
    query: URLSearchParams,
    store: KvStore,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const key = query.get('k') ?? ''
    switch (operation) {
      case 'get': {
        this.count.get += 1
        const value = store.get(key)
        response.writeHead(value ? 200 : 404).end(value)
        return
      }
      case 'put': {
        this.count.put += 1
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        await store.put(key, Buffer.concat(chunks))
        break
      }
      case 'delete': {
        this.count.delete += 1
        await store.delete(key)
        break
      }
      case 'list': {
        this.count.list += 1
        const prefix = query.get('prefix') ?? ''
        const page = store.list({
          prefix,
          limit: Number(query.get('limit')),
          cursor: query.get('cursor') ?? '',
        })
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
        return
      }
      default: {
        response.writeHead(404).end()
        return
      }
    }
    response.writeHead(200).end()
  }
}
