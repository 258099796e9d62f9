import { NpmStart, temporaryFolder } from '../../support/npm-start.ts'
import { until } from './core-process.ts'

const secret = 'a secret of the interop tests'
const account = { email: 'admin@example.com', password: 'admin123456' }

type Json = Record<string, unknown>

export type Region = 'domestic' | 'overseas'

/** Where a node can be reached, as the API takes it. */
export type Connection = {
  readonly type: 'TCP' | 'UDP' | 'WS' | 'WSS'
  readonly ip: string
  readonly port: number
}

export type SiteNode = { readonly id: number; readonly token: string }

/** The emitted build under `npm start`, with an owner signed in. */
export type Site = {
  readonly origin: string
  /** Lists a node, and says that it is online. */
  list(region: Region, connections: readonly Connection[], more?: Json): Promise<SiteNode>
  reportOnline(node: SiteNode): Promise<void>
  /** Takes nodes off that an earlier try of a test left behind. */
  forget(nodes: readonly SiteNode[]): Promise<void>
  /** What the owner is shown of it. */
  node(id: number): Promise<Json>
  /** Body of a text endpoint; throws unless it is 200. */
  text(path: string): Promise<string>
  stop(): Promise<void>
}

/** Starts it on one address of this machine, any free port, also under `name`; data in a folder that goes with it. */
export async function startSite(address: string, name: string): Promise<Site> {
  const { folder, remove } = temporaryFolder('interop-site-')
  const server = new NpmStart({
    dataDir: folder,
    env: { HOST: address, PUBLIC_ORIGIN: `http://${name}`, JWT_SECRET: secret },
  })
  const stop = async (): Promise<void> => {
    server.signalAll('SIGINT')
    await server.exited
    await until('the server to be gone', 60_000, () => server.processes().length === 0)
    remove()
  }
  try {
    const origin = await server.origin()
    const send = async (method: string, path: string, body?: Json, token?: string): Promise<Json> => {
      const headers: Record<string, string> = {}
      if (body !== undefined) headers['content-type'] = 'application/json'
      if (token !== undefined) headers['authorization'] = `Bearer ${token}`
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      const response = await fetch(`${origin}${path}`, init)
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return JSON.parse(text) as Json
    }
    await send('POST', '/api/system/initialize', { jwt_secret: secret, ...account })
    const token = String((await send('POST', '/api/auth/login', account))['token'])
    // The nodes of a test live in namespaces of this machine.
    await send('PUT', '/api/system/settings', { allow_private_nodes: 1, reports_per_minute: 0 }, token)
    const reportOnline = async (node: SiteNode): Promise<void> => {
      await send('POST', '/api/report', { token: node.token, status: 'online' })
    }
    let nodes = 0
    return {
      origin,
      async list(region_type, connections, more = {}) {
        nodes += 1
        const body = { node_name: `node ${nodes}`, region_type, connections, max_bandwidth: 1000, ...more }
        const made = (await send('POST', '/api/nodes', body, token))['node'] as Json
        const node = { id: Number(made['id']), token: String(made['report_token']) }
        await reportOnline(node)
        return node
      },
      reportOnline,
      async forget(nodes) {
        for (const { id } of nodes) await send('DELETE', `/api/nodes/${id}`, undefined, token)
      },
      async node(id) {
        return (await send('GET', `/api/nodes/${id}`, undefined, token))['node'] as Json
      },
      async text(path) {
        const response = await fetch(`${origin}${path}`)
        const text = await response.text()
        if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`)
        return text
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
