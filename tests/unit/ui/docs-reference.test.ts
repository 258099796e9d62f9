import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import openapi from '../../../src/contract/openapi.json'
import { documentedRoutes as routes } from '../../../src/contract/documented-routes.ts'
import { curl, exampleUrl, quote } from '../../../src/ui/pages/docs/curl.ts'
import { type Document, operations } from '../../../src/ui/pages/docs/reference.ts'

const all = operations(openapi as unknown as Document)
function named(id: string) {
  const found = all.find((operation) => operation.id === id)
  if (!found) throw new Error(`no operation ${id}`)
  return found
}

describe('API reference', () => {
  it('shows every call of the route table, in both languages', () => {
    expect(all.map((operation) => operation.id).sort()).toEqual(routes.map((route) => route.id).sort())
    for (const operation of all) {
      expect(operation.zh, operation.id).toMatch(/\p{Script=Han}/u)
      expect(operation.en, operation.id).not.toMatch(/\p{Script=Han}/u)
    }
  })

  it('names nested fields by their path, with what they take', () => {
    const port = named('createNode').fields.find((field) => field.name === 'connections[].port')
    expect(port).toMatchObject({ place: 'body', required: true, limits: '1 - 65535' })
    expect(named('allNodes').fields.find((field) => field.name === 'region')?.type).toBe(
      '"all" | "domestic" | "overseas"',
    )
  })

  it('tells what can go wrong, by code', () => {
    expect(named('login').failures).toContainEqual({
      status: '403',
      code: 'email_unverified',
      zh: '邮箱未验证',
      en: 'The e-mail address has not been confirmed',
    })
  })

  it('writes curl lines that a shell splits back into the call', () => {
    for (const operation of all) {
      const line = curl('https://nodes.example.org', operation)
      const words = execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; ${line}`], {
        encoding: 'utf8',
      }).split('\0')
      expect(
        words.some((word) => word.startsWith('https://nodes.example.org/')),
        line,
      ).toBe(true)
      expect(line).not.toMatch(/[{}](?=[^']*$)/)
      if (operation.bodyExample === undefined) continue
      expect(JSON.parse(words[words.indexOf('-d') + 1] ?? ''), line).toEqual(operation.bodyExample)
    }
  })

  it('quotes what a shell would read otherwise', () => {
    expect(quote("it's $(rm -rf /)")).toBe(`'it'\\''s $(rm -rf /)'`)
  })

  it('puts values into path and query, encoded', () => {
    const url = exampleUrl('http://h', named('updateUser'), { email: 'a/b@example.com' })
    expect(url).toBe('http://h/api/system/users/a%2Fb%40example.com')
    expect(exampleUrl('http://h', named('listUsers'), { q: '', page: '2', per_page: '' })).toBe(
      'http://h/api/system/users?page=2',
    )
  })
})
