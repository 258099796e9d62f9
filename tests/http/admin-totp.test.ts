import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentedRoutes as routes } from '../../src/contract/documented-routes.ts'
import {
  call,
  createNode,
  initialize,
  login,
  nodeBody,
  report,
  signUp,
  type MadeNode,
} from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

for (const { name, start } of targets) {
  describe(`an admin without the second factor that the site asks for, ${name}`, () => {
    let target: Target
    let admin: { email: string; token: string }
    let node: MadeNode
    let person: { email: string; token: string }
    beforeAll(async () => {
      target = await start()
      const owner = await initialize(target)
      person = await signUp(target)
      node = await createNode(target, person.token)
      const { email } = await signUp(target, 'helper')
      await call(target, 'updateUser', 'PUT', `/api/system/users/${email}`, {
        token: owner,
        body: { is_admin: 1 },
      })
      admin = { email, token: await login(target, email, 'password123') }
      const before = await call(target, 'getNode', 'GET', `/api/nodes/${node.id}`, { token: admin.token })
      expect(before.status).toBe(200)
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token: owner,
        body: { totp_required_for_admins: 1, password: 'admin123456' },
      })
    })
    afterAll(() => target?.stop())

    const ofNodes = routes.filter(({ path }) => path.startsWith('/api/nodes/:id'))
    const ofAdmins = routes.filter(({ access }) => access === 'admin')
    it.each([...ofNodes, ...ofAdmins].map((route) => [route.id, route] as const))(
      '%s: has no right over what is not theirs',
      async (_id, route) => {
        const path = route.path.replace(':id', String(node.id)).replace(':email', 'nobody%40example.com')
        const body = route.example?.body
        const { status, body: answer } = await call(target, route.id, route.method, path, {
          token: admin.token,
          ...(body === undefined ? {} : { body }),
        })
        expect([status, answer['code']]).toEqual([403, 'totp_enrolment_required'])
      },
    )

    it('neither reads nor ends API keys of others', async () => {
      const made = await call(target, 'createApiKey', 'POST', '/api/keys', {
        token: person.token,
        body: { name: 'launcher' },
      })
      const { id } = made.body['api_key'] as unknown as { id: string }
      const refused = [403, 'totp_enrolment_required']
      const { email } = person
      const read = await call(target, 'listApiKeys', 'GET', `/api/keys?email=${encodeURIComponent(email)}`, {
        token: admin.token,
      })
      expect([read.status, read.body['code']]).toEqual(refused)
      const ended = await call(target, 'revokeApiKey', 'DELETE', `/api/keys/${id}`, { token: admin.token })
      expect([ended.status, ended.body['code']]).toEqual(refused)
      const left = await call(target, 'listApiKeys', 'GET', '/api/keys', { token: person.token })
      expect(left.body['keys']).toMatchObject([{ id }])
    })

    it('keeps what everybody has', async () => {
      expect(ofNodes.length).toBeGreaterThan(4)
      const own = await createNode(target, admin.token, { ...nodeBody(), node_name: 'own' })
      expect((await report(target, own)).status).toBe(200)
      const read = await call(target, 'getNode', 'GET', `/api/nodes/${own.id}`, { token: admin.token })
      expect(read.status).toBe(200)
      const me = await call(target, 'me', 'GET', '/api/auth/me', { token: admin.token })
      expect(me.body).toMatchObject({ is_admin: true, totp_required: true })
    })
  })
}
