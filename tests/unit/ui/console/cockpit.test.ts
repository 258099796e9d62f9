import { describe, expect, it } from 'vitest'
import type { OwnNode } from '../../../../src/contract/node.ts'
import type { User } from '../../../../src/contract/system.ts'
import { nodesCsv, usersCsv } from '../../../../src/ui/pages/console/bulk/csv.ts'
import { groupNodes, searchNodes } from '../../../../src/ui/pages/console/admin/filter-nodes.ts'
import {
  groupUsers,
  readUserSort,
  searchUsers,
  sortUsers,
  writeUserSort,
} from '../../../../src/ui/pages/console/admin/filter-users.ts'
import { without } from '../../../../src/ui/pages/console/admin/list-tools.tsx'
import { statesByOwner } from '../../../../src/ui/pages/console/admin/states-by-owner.ts'
import { readSort, sortNodes, writeSort } from '../../../../src/ui/pages/console/nodes/sort-nodes.ts'
import { ownNode } from './own-node.ts'

const nowMs = Date.parse('2026-11-22T06:00:00.000Z')
const node = (id: number, change: Parameters<typeof ownNode>[0] = {}) =>
  ownNode({
    id,
    node_name: `节点-${id}`,
    valid_until: '2027-11-22T00:00:00.000Z',
    last_report_at: new Date(nowMs - 60_000).toISOString(),
    state: 'online',
    status: 'online',
    ...change,
  })
function ids(nodes: readonly { id: number }[]): number[] {
  return nodes.map((one) => one.id)
}

describe('sortNodes', () => {
  it('puts what harms most first, and what is well or off by choice last', () => {
    const states = [
      'drained',
      'online',
      'quota_low',
      'waiting',
      'expired',
      'full',
      'quota_used',
      'offline',
    ] as const
    const nodes = states.map((state, index) => node(index + 1, { state }))
    expect(ids(sortNodes(nodes, readSort('')))).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
  })

  it('sorts figures by their share of the limit, unknown ones last both ways, equal ones by name', () => {
    const nodes = [
      node(1, { current_bandwidth: 10, tier_bandwidth: 0, max_bandwidth: 100 }),
      node(2, { current_bandwidth: 9, tier_bandwidth: 10, max_bandwidth: 1000 }),
      node(3, { status: 'offline', state: 'offline' }),
      node(10, { current_bandwidth: 10, tier_bandwidth: 100 }),
    ]
    expect(ids(sortNodes(nodes, readSort('bandwidth')))).toEqual([2, 1, 10, 3])
    expect(ids(sortNodes(nodes, readSort('-bandwidth')))).toEqual([1, 10, 2, 3])
    const pings = [node(1, { latency_ms: -1 }), node(2, { latency_ms: 20 }), node(3, { latency_ms: 200 })]
    expect(ids(sortNodes(pings, readSort('latency')))).toEqual([3, 2, 1])
    expect(ids(sortNodes(pings, readSort('-latency')))).toEqual([2, 3, 1])
  })

  it.each(['', 'bandwidth', '-bandwidth', '-harm', 'owner'])(
    'the address %j comes back as it was',
    (text) => {
      expect(writeSort(readSort(text))).toBe(text)
    },
  )
  it('takes what it does not know for the worst first', () => {
    expect(readSort('constructor')).toEqual({ key: 'harm', turned: false })
  })
})

describe('the admin’s list', () => {
  it('finds by name, place, tag, owner, address and id; all words count', () => {
    const one = node(7, {
      region_detail: '深圳',
      tags: '电信,BGP',
      owner_email: 'spammer@example.com',
      connections: [{ type: 'TCP', ip: '203.0.113.7', port: 11010 }],
    })
    const all = [one, node(8, { owner_email: 'owner@example.com' })]
    for (const q of ['节点-7', '深圳', 'bgp', 'SPAMMER', 'tcp://203.0.113.7:11010', '7', '深圳 spammer']) {
      expect(ids(searchNodes(all, { q, region: '' })), q).toContain(7)
    }
    expect(ids(searchNodes(all, { q: '深圳 owner', region: '' }))).toEqual([])
    expect(ids(searchNodes(all, { q: '', region: 'overseas' }))).toEqual(
      ids(all.filter((each) => each.region_type === 'overseas')),
    )
  })

  it('counts each node once by its state, and those of a disabled owner as such alone', () => {
    const nodes = [
      node(1),
      node(2, {
        state: 'offline',
        status: 'offline',
        last_report_at: new Date(nowMs - 86_400_000).toISOString(),
      }),
      node(3, { owner_email: 'gone@example.com' }),
      node(4, { state: 'full', owner_email: 'gone@example.com' }),
    ]
    const groups = groupNodes(nodes, new Set(['gone@example.com']), nowMs)
    expect([...(groups.get('online') ?? [])]).toEqual([1])
    expect([...(groups.get('offline') ?? [])]).toEqual([2])
    expect([...(groups.get('full') ?? [])]).toEqual([])
    expect([...(groups.get('owner_disabled') ?? [])]).toEqual([3, 4])
    expect([...(groups.get('need') ?? [])]).toEqual([2])
  })

  it('writes CSV that no spreadsheet runs', () => {
    const text = nodesCsv([node(1, { node_name: '=HYPERLINK("x")', tags: 'a,b' })])
    const [head = '', row = ''] = text.split('\r\n')
    expect(head.split(',').slice(0, 2)).toEqual(['id', 'node_name'])
    expect(row).toContain(`"'=HYPERLINK(""x"")"`)
    expect(row).toContain('"a,b"')
    expect(row).not.toMatch(/etr_/)
  })
})

const user = (email: string, change: Partial<User> = {}): User => ({
  email,
  role: 'user',
  is_admin: false,
  is_enabled: true,
  totp_enabled: false,
  node_count: 0,
  created_at: '2026-11-01T00:00:00.000Z',
  last_sign_in_at: null,
  ...change,
})

describe('users', () => {
  const users = [
    user('a@example.com'),
    user('spam@example.com', { node_count: 35, last_sign_in_at: '2026-11-21T00:00:00.000Z' }),
    user('b@example.com', { is_enabled: false, node_count: 2, created_at: '2026-11-20T00:00:00.000Z' }),
    user('root@example.com', { is_admin: true, role: 'super_admin', node_count: 1 }),
  ]
  const emails = (list: readonly User[]): string[] => list.map(({ email }) => email[0] ?? '')

  it('most nodes first; by address, newest first; turned', () => {
    expect(emails(sortUsers(users, readUserSort('')))).toEqual(['s', 'b', 'r', 'a'])
    expect(emails(sortUsers(users, readUserSort('email')))).toEqual(['a', 'b', 'r', 's'])
    expect(emails(sortUsers(users, readUserSort('since')))[0]).toBe('b')
    expect(emails(sortUsers(users, readUserSort('-nodes')))).toEqual(['a', 'r', 'b', 's'])
    for (const text of ['', '-nodes', 'email', '-since']) expect(writeUserSort(readUserSort(text))).toBe(text)
  })

  it('groups and searches', () => {
    const nothing = { states: [], needs: true }
    const groups = groupUsers(
      users,
      new Map([
        ['spam@example.com', nothing],
        ['b@example.com', nothing],
        ['root@example.com', { ...nothing, needs: false }],
      ]),
    )
    // Nobody looks after the nodes of a disabled user.
    expect(emails(groups.get('need') ?? [])).toEqual(['s'])
    expect(emails(groups.get('disabled') ?? [])).toEqual(['b'])
    expect(emails(groups.get('admins') ?? [])).toEqual(['r'])
    expect(emails(groups.get('no_nodes') ?? [])).toEqual(['a'])
    expect(emails(groups.get('idle') ?? [])).toEqual(['a', 'b', 'r'])
    expect(emails(searchUsers(users, 'SPAM'))).toEqual(['s'])
  })

  it('counts the states of each owner’s nodes, and tells who has some that need somebody', () => {
    const of = (owner_email: string, state: OwnNode['state'], id: number): OwnNode =>
      node(id, { owner_email, state })
    const owners = statesByOwner(
      [
        of('a@example.com', 'online', 1),
        of('b@example.com', 'unreachable', 2),
        of('a@example.com', 'drained', 3),
        of('b@example.com', 'online', 4),
        of('a@example.com', 'online', 5),
      ],
      nowMs,
    )
    expect(owners.get('a@example.com')?.states).toEqual([
      { state: 'online', count: 2 },
      { state: 'drained', count: 1 },
    ])
    expect(owners.get('b@example.com')).toEqual({
      states: [
        { state: 'online', count: 1 },
        { state: 'unreachable', count: 1 },
      ],
      needs: true,
    })
    expect(owners.get('a@example.com')?.needs).toBe(false)
  })

  it('writes CSV', () => {
    expect(usersCsv(users).split('\r\n')[2]).toBe(
      'spam@example.com,user,true,false,35,2026-11-01T00:00:00.000Z,2026-11-21T00:00:00.000Z',
    )
  })
})

describe('a choice', () => {
  it('is left by some of what was chosen, and stays as it is for what was not', () => {
    const chosen = new Set([1, 2, 3])
    expect([...without(chosen, [2, 9])]).toEqual([1, 3])
    expect(chosen.size).toBe(3)
  })
})
