import path from 'node:path'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLocalServer, type LocalServer } from '../../src/emulator/local-server.ts'
import { buildArtifacts } from '../../src/tools/build.ts'
import { mirrorSite } from '../../src/tools/mirror/mirror-site.ts'
import { temporaryFolder } from '../support/npm-start.ts'

const secret = 'a secret of the site that is mirrored'
const account = { email: 'admin@example.com', password: 'admin123456' }

let temporary: ReturnType<typeof temporaryFolder>
let server: LocalServer
beforeAll(async () => {
  await buildArtifacts({ ifStale: true })
  temporary = temporaryFolder('edge-mirror-')
  server = await startLocalServer(
    {
      host: '127.0.0.1',
      port: 0,
      dataDir: path.join(temporary.folder, 'data'),
      edgeEnv: { JWT_SECRET: secret, CHECK_ROUNDS: 'off' },
      nodeEnv: {},
      switches: [],
    },
    () => undefined,
  )
}, 600_000)
afterAll(async () => {
  await server?.stop()
  temporary?.remove()
})

async function post(to: string, body: unknown, token = ''): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (token !== '') headers['authorization'] = `Bearer ${token}`
  const answer = await fetch(`${server.origin}${to}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await answer.text()
  expect(answer.status, text).toBeLessThan(300)
  return JSON.parse(text) as Record<string, unknown>
}

test('the site’s key is where a reader looks for it: the platform redirects', async () => {
  const told = await fetch(`${server.origin}/.well-known/easytier-nodes.json`, { redirect: 'manual' })
  expect([told.status, told.headers.get('location')]).toEqual([301, '/api/snapshot/key'])
})

test('a list signed on the edge is copied by `npm run mirror`, which checks its signature', async () => {
  await post('/api/system/initialize', { jwt_secret: secret, ...account })
  const { token } = (await post('/api/auth/login', account)) as { token: string }
  const { node, node_id: id } = (await post(
    '/api/nodes',
    {
      node_name: '节点',
      region_type: 'domestic',
      connections: [{ type: 'TCP', ip: '1.2.3.4', port: 11010 }],
      max_bandwidth: 100,
      address_public: 1,
    },
    token,
  )) as { node: { report_token: string; node_name: string }; node_id: number }
  const { node_name, report_token } = node
  await post('/api/report', { node_name, email: account.email, token: report_token, current_bandwidth: 1 })
  const out = path.join(temporary.folder, 'mirror')
  expect(await mirrorSite({ host: server.origin, out })).toMatchObject({ nodes: 1, peers: 1 })
  expect(readFileSync(path.join(out, 'peer'), 'utf8')).toBe('tcp://1.2.3.4:11010')
  expect(readFileSync(path.join(out, 'snapshot.json'), 'utf8')).toContain(String(id))
  const key = JSON.parse(readFileSync(path.join(out, '.well-known/easytier-nodes.json'), 'utf8')) as object
  expect(key).toMatchObject({ algorithm: 'Ed25519', public_key: expect.stringMatching(/^[\w-]{43}$/) })
})
