import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  documentedRoutes as routes,
  type DocumentedRoute as Route,
} from '../../src/contract/documented-routes.ts'
import { call, initialize, login, signUp, type Answer, type Call } from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

type Operation = {
  parameters?: { name: string; in: string; required: boolean }[]
  requestBody?: {
    content: Record<string, { schema: { properties?: Record<string, unknown>; required?: string[] } }>
  }
}
const document = JSON.parse(readFileSync('src/contract/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties?: Record<string, unknown>; required?: string[] }> }
}

function operationOf(route: Route): Operation {
  return document.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()] ?? {}
}

function bodySchemaOf(route: Route) {
  const schema = operationOf(route).requestBody?.content['application/json']?.schema
  const ref = (schema as { $ref?: string } | undefined)?.$ref
  return ref === undefined ? schema : document.components.schemas[ref.split('/').at(-1) ?? '']
}

function fill(route: Route, params: Readonly<Record<string, string>> = route.example?.params ?? {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '1'))
}

function queryOf(values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(values).toString()
  return text === '' ? '' : `?${text}`
}

function tokenFor(route: Route, tokens: Readonly<Record<string, string>>): string | undefined {
  if (route.access === 'place_key') return tokens['place']
  return ['public', 'check_key', 'tick_key'].includes(route.access) ? undefined : tokens['super_admin']
}

const tickKey = 'a-tick-key-of-the-http-suite'

for (const { name, start } of targets) {
  describe(`every route, ${name}`, () => {
    let target: Target
    const tokens: Record<string, string> = {}

    beforeAll(async () => {
      target = await start({ env: { TICK_KEY: tickKey } })
      tokens['super_admin'] = await initialize(target)
      const person = await signUp(target)
      tokens['user'] = person.token
      const helper = await signUp(target, 'helper')
      await call(target, 'updateUser', 'PUT', `/api/system/users/${helper.email}`, {
        token: tokens['super_admin'],
        body: { is_admin: 1 },
      })
      const place = await call(target, 'createPlace', 'POST', '/api/places', {
        token: tokens['super_admin'],
        body: { name: 'Frankfurt' },
      })
      tokens['place'] = String(place.body['key'])
      tokens['admin'] = await login(target, helper.email, 'password123')
    })
    afterAll(() => target?.stop())

    const send = (route: Route, options: Call & { path?: string; method?: string } = {}): Promise<Answer> => {
      const {
        path = fill(route) + queryOf(route.example?.query ?? {}),
        method = route.method,
        ...rest
      } = options
      const id = method === route.method ? route.id : ''
      const token = 'token' in options ? options.token : tokenFor(route, tokens)
      const key: Record<string, string> = route.access === 'tick_key' ? { 'x-tick-key': tickKey } : {}
      return call(target, id, method, path, { ...rest, token, headers: { ...key, ...rest.headers } })
    }

    for (const route of routes) {
      describe(`${route.id}: ${route.method} ${route.path}`, () => {
        const needsSession = ['user', 'admin', 'super_admin'].includes(route.access)

        it('answers 405 with Allow to a method that it does not have', async () => {
          const answer = await send(route, { method: 'PATCH' })
          expect([answer.status, answer.body['code']]).toEqual([405, 'method_not_allowed'])
          expect(answer.headers.get('allow')?.split(', ')).toContain(route.method)
          expect(answer.headers.get('cache-control')).toBe('no-store')
        })

        it(`is ${route.cors ? '' : 'not '}open to pages of other origins`, async () => {
          const preflight = await target.fetch(
            new Request(origin + fill(route), {
              method: 'OPTIONS',
              headers: { origin: 'https://elsewhere.example', 'access-control-request-method': route.method },
            }),
          )
          expect(preflight.status).toBe(204)
          expect(preflight.headers.get('access-control-allow-origin')).toBe(route.cors ? '*' : null)
          if (route.cors)
            expect(preflight.headers.get('access-control-allow-methods')).toContain(route.method)
          const refused = await send(route, { method: 'PATCH' })
          expect(refused.headers.get('access-control-allow-origin')).toBe(route.cors ? '*' : null)
        })

        if (needsSession) {
          it('tells a missing session from an invalid one', async () => {
            const missing = await send(route, { token: undefined })
            expect([missing.status, missing.body['code'], missing.body['error']]).toEqual([
              401,
              'token_missing',
              '未授权',
            ])
            const invalid = await send(route, { token: 'not.a.token' })
            expect([invalid.status, invalid.body['code']]).toEqual([401, 'token_invalid'])
            const basic = await send(route, { token: undefined, headers: { authorization: 'Basic dTpw' } })
            expect([basic.status, basic.body['code']]).toEqual([401, 'token_missing'])
          })
        }

        if (route.access === 'admin' || route.access === 'super_admin') {
          it('refuses a role that is too low', async () => {
            const user = await send(route, { token: tokens['user'] })
            expect([user.status, user.body['code']]).toEqual([403, `${route.access}_required`])
            if (route.access === 'admin') return
            const admin = await send(route, { token: tokens['admin'] })
            expect([admin.status, admin.body['code']]).toEqual([403, 'super_admin_required'])
          })
        }

        if (route.method !== 'GET') {
          it('refuses a body of another media type, one that is too large, and what is no JSON object', async () => {
            const typed = await send(route, {
              body: 'a=1',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
            })
            expect([typed.status, typed.body['code']]).toEqual([415, 'unsupported_media_type'])
            const type = route.media?.body ?? 'application/json'
            const large = await send(route, {
              body: `{"a":"${'x'.repeat(1_000_000)}"}`,
              headers: { 'content-type': type },
            })
            expect([large.status, large.body['code']]).toEqual([413, 'body_too_large'])
            if (route.body === undefined) return
            for (const [body, code] of [
              ['{', 'invalid_json'],
              ['"text"', 'invalid_body'],
              ['[]', 'invalid_body'],
              ['null', 'invalid_body'],
              [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'invalid_json'],
            ] as const) {
              const answer = await send(route, { body, headers: { 'content-type': type } })
              expect([answer.status, answer.body['code']]).toEqual([400, code])
            }
          })
        }

        if (route.id === 'initialize') {
          it('says that it is done before it looks at any field', async () => {
            for (const body of [{}, { email: 1 }, { jwt_secret: 'wrong' }]) {
              const answer = await send(route, { body })
              expect([answer.status, answer.body['code']]).toEqual([400, 'already_initialized'])
            }
          })
          return
        }
        const schema = bodySchemaOf(route)
        const example = (route.example?.body ?? {}) as Record<string, unknown>
        for (const field of Object.keys(schema?.properties ?? {})) {
          it(`names ${field} when it has a wrong type`, async () => {
            const answer = await send(route, { body: { ...example, [field]: { wrong: true } } })
            expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
            expect(answer.body['details']).toEqual({ field })
          })
        }
        for (const field of schema?.required ?? []) {
          it(`names ${field} when it is absent or null`, async () => {
            const { [field]: _left, ...rest } = example
            for (const body of [rest, { ...rest, [field]: null }]) {
              const answer = await send(route, { body })
              expect([answer.status, answer.body['code'], answer.body['details']]).toEqual([
                400,
                'missing_field',
                { field },
              ])
              expect(String(answer.body['error'])).toContain(field)
            }
          })
        }

        for (const parameter of operationOf(route).parameters ?? []) {
          it(`names ${parameter.name} in the ${parameter.in} when it is wrong`, async () => {
            const query = { ...route.example?.query }
            const wrong = 'x'.repeat(3000)
            const path =
              parameter.in === 'path'
                ? fill(route, { [parameter.name]: 'not-valid' })
                : fill(route) + queryOf({ ...query, [parameter.name]: wrong })
            const answer = await send(route, { path, ...(route.body ? { body: example } : {}) })
            expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
            expect(answer.body['details']).toEqual({
              field: expect.stringMatching(`^${parameter.name}(\\[0\\])?$`),
            })
          })
          if (parameter.in !== 'query' || !parameter.required) continue
          it(`names ${parameter.name} when it is absent`, async () => {
            const { [parameter.name]: _left, ...rest } = { ...route.example?.query }
            const answer = await send(route, { path: fill(route) + queryOf(rest) })
            expect([answer.status, answer.body['code'], answer.body['details']]).toEqual([
              400,
              'missing_field',
              { field: parameter.name },
            ])
          })
        }

        if (route.method === 'GET' && route.deed) {
          it('refuses HEAD, which must change nothing', async () => {
            expect((await send(route, { method: 'HEAD' })).status).toBe(405)
          })
        } else if (route.method === 'GET') {
          it('answers HEAD as GET without a body, with or without a slash behind it, with a Content-Type or without', async () => {
            const get = await send(route)
            const query = queryOf(route.example?.query ?? {})
            const head = await send(route, { method: 'HEAD' })
            expect([head.status, head.text]).toEqual([route.access === 'tick_key' ? 405 : get.status, ''])
            const slash = await send(route, { path: `${fill(route).replace(/\/$/, '')}/${query}` })
            expect(slash.status).toBe(get.status)
            const typed = await send(route, { headers: { 'content-type': 'application/json' } })
            expect(typed.status).toBe(get.status)
            if (get.status === 200) {
              expect(get.headers.get('cache-control')).toBe(
                route.cacheable
                  ? `public, max-age=${route.cacheable === true ? 15 : route.cacheable}`
                  : 'no-store',
              )
            }
            expect(get.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/)
          })
        }
      })
    }

    it('answers unknown paths with the envelope', async () => {
      for (const path of ['/api/nope', '/api/nodes/1/nope', '/api/public/1/2', '/api//nodes', '/api/%']) {
        const answer = await call(target, '', 'GET', path)
        expect([path, answer.status, answer.body['code']]).toEqual([path, 404, 'not_found'])
      }
    })

    it('writes one log line a request, without query or token, and with the address on the Node server alone', async () => {
      const answers = [
        await call(target, 'verify', 'GET', '/api/auth/verify?token=very-secret-token'),
        await call(target, 'me', 'GET', '/api/auth/me', { token: 'very-secret-session' }),
      ]
      for (const { headers } of answers) {
        const id = headers.get('x-request-id') ?? 'no id'
        const lines = (): string[] => target.lines.filter((line) => line.includes(id))
        // the lines of workerd come by a pipe of their own
        await vi.waitFor(() => expect(lines()).toHaveLength(1), { timeout: 20_000 })
        expect(lines()[0]).toContain('"event":"request"')
      }
      expect(target.lines.join('\n')).not.toContain('very-secret')
      // The operator of a machine must know whom to shut out; a platform has its own log.
      expect(target.lines.join('\n').includes('203.0.113.1')).toBe(name === 'Node server')
    })
  })
}
