import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { dropNulls } from '../../../src/contract/fields.ts'
import { documentedRoutes as routes } from '../../../src/contract/documented-routes.ts'

describe('route table', () => {
  it('has one route for each method and path, and unique ids', () => {
    expect(new Set(routes.map((route) => `${route.method} ${route.path}`)).size).toBe(routes.length)
    expect(new Set(routes.map((route) => route.id)).size).toBe(routes.length)
  })

  for (const route of routes) {
    const { example } = route
    const schemas = [
      ['params', route.params, example?.params],
      ['query', route.query, example?.query],
      ['body', route.body, example?.body],
      ['answer', route.answer, example?.answer],
    ] as const
    for (const [part, schema, value] of schemas) {
      if (schema === undefined || value === undefined) continue
      it(`${route.id}: the example of its ${part} fits the schema`, () => {
        const input = part === 'answer' ? value : dropNulls(value, route.nullable)
        expect(v.safeParse(schema, input).issues).toBeUndefined()
      })
    }
  }
})
