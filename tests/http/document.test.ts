import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admin, call, createNode, login, report } from '../support/http-client.ts'
import { curlExamples, documentedCalls, type CurlExample } from '../support/http-document.ts'
import { jwtSecret, targets, type Target } from '../support/http-target.ts'

const futureDate = '2099-11-04'

/** Route ids of the document's calls. */
const routeIds: Readonly<Record<string, string>> = {
  'POST /api/auth/register': 'register',
  'POST /api/auth/login': 'login',
  'GET /api/auth/verify': 'verify',
  'GET /api/nodes/my': 'myNodes',
  'POST /api/nodes/': 'createNode',
  'PUT /api/nodes/{id}': 'updateNode',
  'DELETE /api/nodes/{id}': 'deleteNode',
  'POST /api/report': 'report',
  'POST /api/query': 'query',
  'GET /api/public': 'publicNodes',
  'GET /api/stats': 'stats',
  'GET /api/system/check-init': 'checkInit',
  'POST /api/system/initialize': 'initialize',
}

/** Every field that the document shows is there, with a value of the same JSON type; more fields are welcome. */
function expectShape(shown: unknown, got: unknown, path = 'answer'): void {
  if (Array.isArray(shown)) {
    expect(Array.isArray(got), path).toBe(true)
    expect((got as unknown[]).length, `${path} is empty`).toBeGreaterThan(0)
    for (const item of got as unknown[]) expectShape(shown[0], item, `${path}[]`)
    return
  }
  if (typeof shown !== 'object' || shown === null) {
    expect(typeof got, path).toBe(typeof shown)
    return
  }
  for (const [name, value] of Object.entries(shown)) {
    expect(got, path).toHaveProperty([name])
    expectShape(value, (got as Record<string, unknown>)[name], `${path}.${name}`)
  }
}

function documented(method: string, path: string) {
  const found = documentedCalls().find((entry) => entry.method === method && entry.path === path)
  if (!found) throw new Error(`the document has no ${method} ${path}`)
  return found
}

function shownAnswer(method: string, path: string): unknown {
  return documented(method, path).blocks.find(({ heading }) => heading.endsWith('响应'))?.value
}

function shownBody(method: string, path: string): Record<string, unknown> {
  return documented(method, path).blocks.find(({ heading }) => heading === '请求体')?.value as Record<
    string,
    unknown
  >
}

/** What the document's placeholders stand for in this run. */
type Values = { token: string; verification: string; id: string; reportToken: string }

function send(target: Target, example: CurlExample, values: Values, body = example.data) {
  const path = example.target
    .replace('verification_token', values.verification)
    .replace('/nodes/1', `/nodes/${values.id}`)
  const headers = Object.fromEntries(
    Object.entries(example.headers).map(([name, value]) => [
      name,
      value.replace('your_jwt_token', values.token),
    ]),
  )
  const shape = example.target.replace(/\?.*/, '').replace('/nodes/1', '/nodes/{id}')
  const routeId = routeIds[`${example.method} ${shape}`]
  if (!routeId) throw new Error(`${example.method} ${shape} is not in the table of this test`)
  return call(target, routeId, example.method, path, {
    headers,
    ...(body === undefined ? {} : { body: body.replace('your-report-token-here', values.reportToken) }),
  })
}

for (const { name, start } of targets) {
  describe(`the API document, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    it('runs its curl examples in order, from an empty store', async () => {
      const fresh = await call(target, 'checkInit', 'GET', '/api/system/check-init')
      expectShape(shownAnswer('GET', '/api/system/check-init'), fresh.body)
      expect(fresh.body).toMatchObject({ initialized: false })

      const initialBody = { ...shownBody('POST', '/api/system/initialize'), jwt_secret: jwtSecret }
      const initial = await call(target, 'initialize', 'POST', '/api/system/initialize', {
        body: initialBody,
      })
      expect([initial.status, initial.body]).toEqual([201, shownAnswer('POST', '/api/system/initialize')])

      const [register, verify, signIn, create, mine, update, remove, reportExample] = curlExamples()
      if (!register || !verify || !signIn || !create || !mine || !update || !remove || !reportExample) {
        throw new Error('the document lost an example')
      }
      const values: Values = { token: '', verification: '', id: '', reportToken: 'your-report-token-here' }

      const registered = await send(target, register, values)
      expect(registered.status).toBe(201)
      expectShape(shownAnswer('POST', '/api/auth/register'), registered.body)
      expect(registered.body['message']).toBe('注册成功,请查收验证邮件')
      values.verification = String(registered.body['verification_token'])

      const early = await send(target, signIn, values)
      expect([early.status, early.body['code']]).toEqual([403, 'email_unverified'])

      const verified = await send(target, verify, values)
      expect([verified.status, verified.body]).toEqual([200, shownAnswer('GET', '/api/auth/verify')])

      const session = await send(target, signIn, values)
      expect(session.status).toBe(200)
      expectShape(shownAnswer('POST', '/api/auth/login'), session.body)
      values.token = String(session.body['token'])

      const created = await send(target, create, values, create.data?.replace('2026-11-04', futureDate))
      expect(created.status).toBe(201)
      expectShape(shownAnswer('POST', '/api/nodes/'), created.body)
      values.id = String(created.body['node_id'])

      const listed = await send(target, mine, values)
      expectShape(shownAnswer('GET', '/api/nodes/my'), listed.body)
      expect(listed.body['nodes']).toMatchObject([
        { id: Number(values.id), node_name: '测试节点', tier_bandwidth: 100 },
      ])

      const updated = await send(target, update, values)
      expect(updated.status).toBe(200)
      expect(updated.body).toMatchObject(shownAnswer('PUT', '/api/nodes/{id}') as object)
      expect(updated.body['node']).toMatchObject({ tier_bandwidth: 200 })

      const removed = await send(target, remove, values)
      expect([removed.status, removed.body]).toEqual([200, shownAnswer('DELETE', '/api/nodes/{id}')])
      const gone = await send(target, remove, values)
      expect([gone.status, gone.body['code']]).toEqual([404, 'node_not_found'])

      const unknown = await send(target, reportExample, values)
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'node_not_found'])
      const node = await createNode(target, values.token, {
        ...shownBody('POST', '/api/nodes/'),
        node_name: 'my-node',
        valid_until: futureDate,
      })
      values.reportToken = node.reportToken
      const reported = await send(target, reportExample, values)
      expect(reported.status).toBe(200)
      expectShape(shownAnswer('POST', '/api/report'), reported.body)
      expect(reported.body).toMatchObject({ message: '上报成功', used_traffic: 0.5, max_traffic: 1000 })
    })

    it('answers query, public and stats with the documented fields, the new node in them at once', async () => {
      const query = await call(target, 'query', 'POST', '/api/query', {
        body: shownBody('POST', '/api/query'),
      })
      expect(query.status).toBe(200)
      expectShape(shownAnswer('POST', '/api/query'), query.body)
      expect(query.body['nodes']).toMatchObject([
        { node_name: 'my-node', current_bandwidth: 50.5, connection_count: 5 },
      ])

      const list = await call(target, 'publicNodes', 'GET', '/api/public')
      expectShape(shownAnswer('GET', '/api/public'), list.body)
      expect(list.body['nodes']).toMatchObject([
        { node_name: 'my-node', status: 'online', used_traffic: 0.5 },
      ])

      const stats = await call(target, 'stats', 'GET', '/api/stats')
      expectShape(shownAnswer('GET', '/api/stats'), stats.body)
      expect(stats.body).toMatchObject({
        total_nodes: 1,
        online_nodes: 1,
        domestic_nodes: 1,
        overseas_nodes: 0,
        total_bandwidth: 100,
      })
    })

    it('creates a node with the literal date of the document, and refuses its reports once that day is over', async () => {
      const token = await login(target, admin.email, admin.password)
      const literal = { ...shownBody('POST', '/api/nodes/'), node_name: 'literal' }
      expect(literal).toMatchObject({ valid_until: '2026-11-04' })
      const node = await createNode(target, token, literal)
      target.advance(Math.max(0, Date.parse('2026-11-04T16:00:00.000Z') - Date.now()))
      const late = await report(target, node)
      expect([late.status, late.body['code'], late.body['error']]).toEqual([
        403,
        'node_expired',
        '节点已过期',
      ])
    })

    it('wraps errors as the document says', async () => {
      const answer = await call(target, '', 'GET', '/api/nothing-here')
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual({ error: expect.any(String), code: 'not_found' })
    })
  })
}

describe('the API document and the route table', () => {
  it('agree on the calls and on every status code of each', async () => {
    const { readFileSync } = await import('node:fs')
    const document = JSON.parse(readFileSync('src/contract/openapi.json', 'utf8'))
    for (const { method, path, statuses } of documentedCalls()) {
      const responses = Object.keys(document.paths[path]?.[method.toLowerCase()]?.responses ?? {}).map(Number)
      expect({ method, path, statuses: statuses.filter((status) => !responses.includes(status)) }).toEqual({
        method,
        path,
        statuses: [],
      })
    }
  })
})
