import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { NodeCreateBody, type NodeCreate } from '../../../../src/contract/node.ts'
import { createNode } from '../../../../src/services/nodes/create-node.ts'
import { updateNode } from '../../../../src/services/nodes/update-node.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { addNode, addUser, asAdmin, codeOf, initializedWorld, signedIn } from '../../../support/accounts.ts'

const email = 'user@example.com'

function bodyOf(change: object): NodeCreate | undefined {
  const body = {
    node_name: 'one',
    region_type: 'domestic',
    connections: [{ type: 'TCP', ip: '1.2.3.4', port: 1 }],
  }
  const result = v.safeParse(NodeCreateBody, { ...body, ...change })
  return result.success ? result.output : undefined
}

function bodyWith(ip: string): NodeCreate {
  const body = bodyOf({ connections: [{ type: 'TCP', ip, port: 1 }] })
  if (body === undefined) throw new Error(`${ip} is no host`)
  return body
}

const useless = [
  '0.0.0.0',
  '::',
  '127.0.0.1',
  '127.8.9.1',
  '::1',
  '[::1]',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  'fe80::1',
  'fd00::1',
  '::ffff:10.0.0.1',
  'localhost',
  'LOCALHOST.',
  'printer.local',
  'nas.lan',
  'intranet',
  '198.18.0.1',
  '192.0.0.1',
  '240.0.0.1',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::808:808',
  '2002:a00:1::1',
  '2002:7f00::1',
  '2001:0:808:808::1',
  'fec0::1',
  '100::1',
]

describe('addresses that nobody elsewhere can use', () => {
  it.each(useless)('%s is refused, on creation and on a change, unless the site allows it', async (ip) => {
    const world = await initializedWorld()
    await addUser(world, email)
    const ctx = await signedIn(world, email)
    const body = bodyWith(ip)
    await expect(createNode(ctx, body)).rejects.toMatchObject({
      code: 'invalid_field',
      details: { field: 'connections[0].ip' },
    })
    const id = await addNode(world, email, 'other')
    expect(await codeOf(updateNode(ctx, { id, change: { connections: body.connections } }))).toBe(
      'invalid_field',
    )
    await updateSettings(await asAdmin(world), { allow_private_nodes: 1 })
    const allowed = await signedIn(world, email)
    expect(await codeOf(createNode(allowed, body))).toBe('ok')
  })

  it.each([
    '1.1.1.1',
    '2606:4700::1',
    '64:ff9b::808:808',
    '2002:808:808::1',
    'node.example.org',
    'localhost.example.org',
    'et.internal.example',
  ])('%s is taken', async (ip) => {
    const world = await initializedWorld()
    await addUser(world, email)
    expect(await codeOf(createNode(await signedIn(world, email), bodyWith(ip)))).toBe('ok')
  })

  it('a node that has such an address already can still be edited', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    await updateSettings(await asAdmin(world), { allow_private_nodes: 1 })
    const made = await createNode(await signedIn(world, email), bodyWith('10.0.0.1'))
    await updateSettings(await asAdmin(world), { allow_private_nodes: 0 })
    const { connections } = made.node
    const change = { notes: 'x', connections }
    expect(await codeOf(updateNode(await signedIn(world, email), { id: made.node_id, change }))).toBe('ok')
  })
})

describe('names', () => {
  const invisible = [
    '\u00ad',
    '\u200b',
    'a\u200bb',
    'a\u061c',
    'a\u200f',
    'a\u{e0041}',
    '\u3164',
    '\u115f',
    '\u2800',
    '\u0301',
    'a\u2060',
  ]
  it.each(invisible)('%j is refused', (node_name) => {
    expect(bodyOf({ node_name })).toBeUndefined()
  })
  it.each(['节点1', 'é', 'e\u0301', 'नोड', 'عقدة', '🚀', '1', '-'])('%j is taken', (node_name) => {
    expect(bodyOf({ node_name })?.node_name).toBe(node_name)
  })
})

describe('paths of addresses', () => {
  const withPath = (path: string) =>
    bodyOf({ connections: [{ type: 'WSS', ip: 'a.example', port: 443, path }] })
  it.each([';', '$', '(', ')', '&', "'", '"', '`', '|', '<', '>', '\\', ' ', '\n', '#', '{', '^'])(
    'may not hold %j',
    (character) => {
      expect(withPath(`/a${character}b`)).toBeUndefined()
    },
  )
  it.each(['', '/', '/et', '/a-b_c.d~e/%41', '/x?y=1,z:2+3@4*5!'])('%s is taken', (path) => {
    expect(withPath(path)?.connections[0]?.path).toBe(path)
  })
})
