import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type Passed = Readonly<{ path: string; status: number; bytes: number }>

/** A relay that holds API calls back and counts what each answer weighs on the wire, head and body. */
export class DelayProxy {
  readonly passed: Passed[] = []
  readonly #server: http.Server

  private constructor(target: string, apiDelayMs: number) {
    const agent = new http.Agent({ keepAlive: true })
    this.#server = http.createServer((request, response) => {
      const path = request.url ?? '/'
      const forward = (): void => {
        const upstream = http.request(
          new URL(path, target),
          { method: request.method, headers: request.headers, agent },
          (answer) => {
            const before = response.socket?.bytesWritten ?? 0
            const { socket } = response
            response.writeHead(answer.statusCode ?? 502, answer.headers)
            answer.pipe(response)
            response.on('finish', () => {
              const bytes = (socket?.bytesWritten ?? before) - before
              this.passed.push({ path, status: answer.statusCode ?? 0, bytes })
            })
          },
        )
        upstream.on('error', () => response.destroy())
        request.pipe(upstream)
      }
      if (path.startsWith('/api/')) setTimeout(forward, apiDelayMs)
      else forward()
    })
  }

  /** Listens on a free port of the loopback. */
  static async open(target: string, apiDelayMs: number): Promise<DelayProxy> {
    const proxy = new DelayProxy(target, apiDelayMs)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
