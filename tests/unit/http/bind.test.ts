import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../../src/contract/errors.ts'
import { NodeCreateBody } from '../../../src/contract/node.ts'
import { ReportBody } from '../../../src/contract/report.ts'
import { parseInput } from '../../../src/contract/schema-error.ts'
import { routes } from '../../../src/contract/routes.ts'
import { bind } from '../../../src/http/bind.ts'

function refusal(schema: v.GenericSchema<unknown, unknown>, input: unknown): ServiceError {
  try {
    parseInput(schema, input)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const node = {
  node_name: 'a',
  region_type: 'domestic',
  connections: [
    { type: 'TCP', ip: '1.2.3.4', port: 1 },
    { type: 'TCP', ip: '1.2.3.4', port: 2 },
  ],
}

describe('parseInput', () => {
  it('names a field inside a list by its path, in the text as in the details', () => {
    const error = refusal(NodeCreateBody, {
      ...node,
      connections: [node.connections[0], { type: 'TCP', ip: '1.2.3.4', port: 70_000 }],
    })
    expect(error.code).toBe('invalid_field')
    expect(error.details).toEqual({ field: 'connections[1].port' })
    expect(error.message).toBe('connections[1].port：端口须在 1 到 65535 之间')
  })

  it('tells an absent field from a wrong one', () => {
    const { connections: _left, ...rest } = node
    const absent = refusal(NodeCreateBody, rest)
    expect([absent.code, absent.details, absent.message]).toEqual([
      'missing_field',
      { field: 'connections' },
      '缺少必填参数：connections',
    ])
    expect(refusal(NodeCreateBody, { ...node, connections: [{ type: 'TCP', port: 1 }] }).details).toEqual({
      field: 'connections[0].ip',
    })
    expect(refusal(NodeCreateBody, { ...node, node_name: 5 }).code).toBe('invalid_field')
  })

  it('names the field of a rule over two fields', () => {
    expect(refusal(ReportBody, { token: 't', total_traffic: 1 }).details).toEqual({ field: 'boot_id' })
    expect(
      refusal(ReportBody, { token: 't', total_traffic: 1, boot_id: 'b', reported_traffic: 1 }).details,
    ).toEqual({ field: 'total_traffic' })
  })

  it('speaks Chinese even where a schema has no text of its own', () => {
    expect(refusal(v.object({ flag: v.boolean() }), { flag: 'x' }).message).toBe('flag 格式不正确')
  })
})

describe('bind', () => {
  const routeOf = (id: string) => {
    const route = routes.find((candidate) => candidate.id === id)
    if (!route) throw new Error(`no route ${id}`)
    return route
  }
  const json = (method: string, body: unknown): Request =>
    new Request('http://a.example/api/x?limit=2', {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })

  it('takes null for absence, and for a value where the route says so', async () => {
    const bound = await bind(routeOf('updateNode'), json('PUT', { notes: null, network_secret: null }), {
      id: '7',
    })
    expect(bound).toMatchObject({ params: { id: 7 }, body: { network_secret: null } })
    expect(Object.hasOwn(bound.body as object, 'notes')).toBe(false)
  })

  it('takes a call without a body for an empty one', async () => {
    const bound = await bind(
      routeOf('query'),
      new Request('http://a.example/api/query', { method: 'POST' }),
      {},
    )
    expect(bound.body).toEqual({})
  })

  it('reads no body of a GET, whatever its Content-Type says', async () => {
    const request = new Request('http://a.example/api/query?limit=2', {
      headers: { 'content-type': 'application/json' },
    })
    expect((await bind(routeOf('queryGet'), request, {})).query).toMatchObject({ limit: 2 })
  })
})
