import { NpmStart, temporaryFolder } from '../npm-start.ts'

const secret = 'a secret of the reporter tests'
const account = { email: 'admin@example.com', password: 'admin123456' }

type Json = Record<string, unknown>

/** Resolves when it is so; asks again until the test's own time is over. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** The emitted build under `npm start`, which can be taken down and brought back with its data and port. */
export class List {
  origin = ''
  #token = ''
  #server: NpmStart | undefined
  readonly #data = temporaryFolder('reporter-list-')

  async start(): Promise<void> {
    const port = this.origin === '' ? 0 : Number(new URL(this.origin).port)
    this.#server = new NpmStart({ dataDir: this.#data.folder, port, env: { JWT_SECRET: secret } })
    this.origin = await this.#server.origin()
    if (this.#token !== '') return
    await this.#send('POST', '/api/system/initialize', { jwt_secret: secret, ...account })
    this.#token = String((await this.#send('POST', '/api/auth/login', account))['token'])
  }

  async down(): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    server.signalAll('SIGINT')
    await server.exited
    await until(() => server.processes().length === 0)
    this.#server = undefined
  }

  async stop(): Promise<void> {
    await this.down()
    this.#data.remove()
  }

  async createNode(node_name: string): Promise<{ id: number; token: string }> {
    const connections = [{ type: 'TCP', ip: '192.0.2.1', port: 11010 }]
    const body = { node_name, region_type: 'domestic', connections, max_bandwidth: 1000 }
    const node = (await this.#send('POST', '/api/nodes', body))['node'] as Json
    return { id: Number(node['id']), token: String(node['report_token']) }
  }

  /** What the owner is shown of it. */
  async node(id: number): Promise<Json> {
    return (await this.#send('GET', `/api/nodes/${id}`))['node'] as Json
  }

  async update(id: number, change: Json): Promise<void> {
    await this.#send('PUT', `/api/nodes/${id}`, change)
  }

  async #send(method: string, path: string, body?: Json): Promise<Json> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as Json
  }
}
