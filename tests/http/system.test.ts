import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admin, call, createNode, login, report, signUp } from '../support/http-client.ts'
import { jwtSecret, origin, targets, type Target } from '../support/http-target.ts'

for (const { name, start } of targets) {
  describe(`system, ${name}`, () => {
    let target: Target
    let token: string
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    const init = (body: unknown, clientIp?: string) =>
      call(target, 'initialize', 'POST', '/api/system/initialize', {
        body,
        ...(clientIp === undefined ? {} : { clientIp }),
      })

    it('registers nobody before it is initialised', async () => {
      const answer = await call(target, 'register', 'POST', '/api/auth/register', {
        body: { email: 'a@example.com', password: 'password123' },
      })
      expect([answer.status, answer.body['code']]).toEqual([400, 'not_initialized'])
    })

    it('initialises once: a wrong secret is 401 before any other field is looked at', async () => {
      const wrong = await init({ jwt_secret: 'wrong', ...admin })
      expect([wrong.status, wrong.body['code'], wrong.body['error']]).toEqual([
        401,
        'jwt_secret_wrong',
        'JWT 密钥验证失败',
      ])
      const bare = await init({ jwt_secret: 'wrong', email: 'nope' })
      expect([bare.status, bare.body['code']]).toEqual([401, 'jwt_secret_wrong'])
      const fields = await init({ jwt_secret: jwtSecret, email: 'nope', password: 'password123' })
      expect([fields.status, fields.body['details']]).toEqual([400, { field: 'email' }])
      expect((await init({ jwt_secret: jwtSecret, ...admin })).status).toBe(201)
      const again = await init({ jwt_secret: 'wrong', ...admin })
      expect([again.status, again.body['code'], again.body['error']]).toEqual([
        400,
        'already_initialized',
        '系统已初始化',
      ])
      token = await login(target, admin.email, admin.password)
    })

    it('keeps typed settings, and shows no secret', async () => {
      const put = (body: unknown) =>
        call(target, 'updateSettings', 'PUT', '/api/system/settings', { token, body })
      const saved = await put({
        site_name: '我们的节点',
        site_name_en: 'Our nodes',
        notice: '第一行\n第二行',
        resend_api_key: 're_secret_key',
        password: admin.password,
      })
      expect(saved.status).toBe(200)
      expect(saved.text).not.toContain('re_secret_key')
      expect(saved.body['settings']).toMatchObject({
        site_name: '我们的节点',
        notice: '第一行\n第二行',
        mail_source: expect.any(String),
      })
      expect(
        (await call(target, 'getSettings', 'GET', '/api/system/settings', { token })).text,
      ).not.toContain('re_secret_key')
      await put({ resend_api_key: null, password: admin.password })
      expect((await call(target, 'checkInit', 'GET', '/api/system/check-init')).body).toMatchObject({
        site_name: '我们的节点',
        site_name_en: 'Our nodes',
        notice: '第一行\n第二行',
        mail_configured: false,
        secret_configured: true,
      })
      await put({ notice: '' })
    })

    it('closes registration', async () => {
      const put = (registration_open: number) =>
        call(target, 'updateSettings', 'PUT', '/api/system/settings', { token, body: { registration_open } })
      await put(0)
      const closed = await call(target, 'register', 'POST', '/api/auth/register', {
        body: { email: 'late@example.com', password: 'password123' },
      })
      expect([closed.status, closed.body['code']]).toEqual([403, 'registration_closed'])
      await put(1)
    })

    it('registers an address again until it is verified, and then says so', async () => {
      const body = { email: 'twice@example.com', password: 'password123' }
      const first = await call(target, 'register', 'POST', '/api/auth/register', { body })
      const second = await call(target, 'register', 'POST', '/api/auth/register', {
        body: { ...body, password: 'somebody-else' },
      })
      expect([first.status, second.status]).toEqual([201, 201])
      const verify = (answer: typeof first) =>
        call(target, 'verify', 'GET', `/api/auth/verify?token=${String(answer.body['verification_token'])}`)
      expect((await verify(first)).status).toBe(200)
      const used = await verify(first)
      expect([used.status, used.body['code'], used.body['error']]).toEqual([
        400,
        'verify_token_invalid',
        '验证令牌无效',
      ])
      expect((await verify(second)).status).toBe(400)
      expect(await login(target, body.email, body.password)).toBeTypeOf('string')
      const taken = await call(target, 'register', 'POST', '/api/auth/register', {
        body,
        // From another network: the third of this one would have to prove work.
        clientIp: '198.51.100.200',
      })
      expect([taken.status, taken.body['code'], taken.body['error']]).toEqual([
        400,
        'email_taken',
        '该邮箱已被注册',
      ])
    })

    it('lists users with search and pages, and protects the super admin', async () => {
      const person = await signUp(target)
      const list = (query: string) => call(target, 'listUsers', 'GET', `/api/system/users${query}`, { token })
      expect((await list(`?q=${person.email}`)).body).toMatchObject({
        total: 1,
        users: [{ email: person.email, role: 'user', is_enabled: true, node_count: 0 }],
      })
      expect((await list('?page=1&per_page=1')).body['users']).toHaveLength(1)
      const path = `/api/system/users/${admin.email}`
      const demote = await call(target, 'updateUser', 'PUT', path, { token, body: { is_admin: 0 } })
      const remove = await call(target, 'deleteUser', 'DELETE', path, { token })
      expect([demote, remove].map(({ status, body }) => [status, body['code']])).toEqual([
        [403, 'super_admin_protected'],
        [403, 'super_admin_protected'],
      ])
      const unknown = await call(target, 'updateUser', 'PUT', '/api/system/users/nobody@example.com', {
        token,
        body: { is_enabled: 0 },
      })
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'user_not_found'])
    })

    it('leaves the admin role to the super admin', async () => {
      const [helper, person] = [await signUp(target, 'helper'), await signUp(target)]
      const update = (who: string, email: string, body: unknown) =>
        call(target, 'updateUser', 'PUT', `/api/system/users/${email}`, { token: who, body })
      await update(token, helper.email, { is_admin: 1 })
      const promote = await update(helper.token, person.email, { is_admin: 1 })
      expect([promote.status, promote.body['code']]).toEqual([403, 'super_admin_required'])
      expect((await update(helper.token, person.email, { is_enabled: 0 })).status).toBe(200)
    })

    it('takes the nodes of a deleted user along', async () => {
      const person = await signUp(target)
      const node = await createNode(target, person.token)
      await call(target, 'deleteUser', 'DELETE', `/api/system/users/${person.email}`, { token })
      const late = await report(target, node)
      expect([late.status, late.body['code']]).toEqual([404, 'node_not_found'])
    })

    it('exports every durable record in pages and imports them as often as one likes', async () => {
      const person = await signUp(target)
      await createNode(target, person.token)
      const lines: string[] = []
      for (let cursor = ''; ;) {
        const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`
        const page = await call(target, 'exportData', 'GET', `/api/system/export${query}`, { token })
        expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
          200,
          'application/x-ndjson',
          'no-store',
        ])
        lines.push(page.text)
        cursor = page.headers.get('x-next-cursor') ?? ''
        if (cursor === '') break
      }
      const headers = { 'content-type': 'application/x-ndjson' }
      const restore = () =>
        call(target, 'importData', 'POST', '/api/system/import', { token, body: lines.join(''), headers })
      expect((await restore()).status).toBe(200)
      expect((await restore()).body).toMatchObject({ imported: 0 })
      const bad = await call(target, 'importData', 'POST', '/api/system/import', {
        token,
        body: 'not json\n',
        headers,
      })
      expect([bad.status, bad.body['code']]).toEqual([400, 'import_invalid'])
    })

    it('serves its own description', async () => {
      const answer = await call(target, 'openapi', 'GET', '/api/openapi.json')
      expect([
        answer.status,
        answer.body['openapi'],
        answer.headers.get('access-control-allow-origin'),
      ]).toEqual([200, '3.1.0', '*'])
      const again = await call(target, 'openapi', 'GET', '/api/openapi.json', {
        headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
      })
      expect(again.status).toBe(304)
    })

    it('believes no header about the client’s address', async () => {
      const answer = await target.fetch(
        new Request(`${origin}/api/system/check-init`, {
          headers: { 'x-forwarded-for': '1.1.1.1', 'x-request-id': 'mine' },
        }),
      )
      await answer.text()
      expect(answer.headers.get('x-request-id')).not.toBe('mine')
    })
  })

  // The Node server makes one, and refuses to start with one that is too short.
  describe.skipIf(name === 'Node server')(`a site without JWT_SECRET, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start({ env: { JWT_SECRET: 'too-short' } })
    })
    afterAll(() => target?.stop())

    it('says how to set it, and lets nobody in', async () => {
      const made = await call(target, 'initialize', 'POST', '/api/system/initialize', {
        body: { jwt_secret: 'too-short', ...admin },
      })
      expect([made.status, made.body['code']]).toEqual([500, 'jwt_secret_unset'])
      expect(String(made.body['error'])).toContain('JWT_SECRET')
      const session = await call(target, 'me', 'GET', '/api/auth/me', { token: 'x.y.z' })
      expect([session.status, session.body['code']]).toEqual([500, 'jwt_secret_unset'])
      expect((await call(target, 'checkInit', 'GET', '/api/system/check-init')).body).toMatchObject({
        secret_configured: false,
      })
    })
  })

  describe(`initialize with a rule for the lists, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    it('refuses one that is none, and keeps one that is', async () => {
      const ask = (listing: string) =>
        call(target, 'initialize', 'POST', '/api/system/initialize', {
          body: { jwt_secret: jwtSecret, ...admin, listing },
        })
      const wrong = await ask('mars')
      expect([wrong.status, wrong.body['code'], wrong.body['details']]).toEqual([
        400,
        'invalid_field',
        { field: 'listing' },
      ])
      expect((await ask('checked')).status).toBe(201)
      const token = await login(target, admin.email, admin.password)
      const answer = await call(target, 'getSettings', 'GET', '/api/system/settings', { token })
      expect(answer.body['settings']).toMatchObject({ listing: 'checked' })
    })
  })

  describe(`initialize raced by eight callers, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    it('ends with one super admin who can sign in', async () => {
      const people = Array.from({ length: 8 }, (_, at) => ({
        email: `root${at}@example.com`,
        password: 'password123',
      }))
      const answers = await Promise.all(
        people.map((person) =>
          call(target, 'initialize', 'POST', '/api/system/initialize', {
            body: { jwt_secret: jwtSecret, ...person },
          }),
        ),
      )
      expect(answers.some(({ status }) => status === 201)).toBe(true)
      const sessions: string[] = []
      for (const body of people) {
        const session = await call(target, 'login', 'POST', '/api/auth/login', { body })
        if (session.status === 200) sessions.push(String(session.body['token']))
      }
      const roles = await Promise.all(
        sessions.map(
          async (token) => (await call(target, 'me', 'GET', '/api/auth/me', { token })).body['role'],
        ),
      )
      expect(roles.filter((role) => String(role) === 'super_admin')).toHaveLength(1)
    })
  })
}
