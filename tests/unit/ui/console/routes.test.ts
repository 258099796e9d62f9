import { describe, expect, it } from 'vitest'
import {
  isAdminRoute,
  isOpenRoute,
  listHash,
  nextHash,
  readRoute,
} from '../../../../src/ui/pages/console/routes.ts'

describe('readRoute', () => {
  it.each([
    ['', { name: 'nodes' }],
    ['#/', { name: 'nodes' }],
    ['#/nodes/', { name: 'nodes' }],
    ['#/nodes/new', { name: 'node-new', from: 0 }],
    ['#/nodes/new?from=7', { name: 'node-new', from: 7 }],
    ['#/nodes/new?from=seven', { name: 'node-new', from: 0 }],
    ['#/nodes/8153', { name: 'node-edit', id: 8153, at: '' }],
    ['#/nodes/8153?at=max_traffic', { name: 'node-edit', id: 8153, at: 'max_traffic' }],
    ['#/nodes/244508076814968/reporter', { name: 'reporter', id: 244508076814968 }],
    ['#/admin/backup', { name: 'admin-backup' }],
    ['#/nodes/7/figures', { name: 'figures', id: 7 }],
    ['#/nodes/0', { name: 'unknown' }],
    ['#/nodes/9999999999999999', { name: 'unknown' }],
    ['#/nodes/1e3', { name: 'unknown' }],
    ['#/login', { name: 'login', next: '' }],
    ['#/login?next=%2Fadmin%2Fusers%3Fq%3Da', { name: 'login', next: '/admin/users?q=a' }],
    ['#/register', { name: 'register' }],
    ['#/init', { name: 'init' }],
    ['#/account', { name: 'account' }],
    ['#/keys', { name: 'keys' }],
    ['#/verify?token=a%2Bb', { name: 'verify', token: 'a+b' }],
    ['#/reset', { name: 'reset', token: '' }],
    ['#/admin/settings', { name: 'admin-settings' }],
    ['#/admin/queue', { name: 'admin-queue' }],
    ['#/admin/places', { name: 'admin-places' }],
    [
      '#/admin/nodes?q=%E5%8C%97%E4%BA%AC&state=offline&page=3',
      { name: 'admin-nodes', list: { q: '北京', page: 3, state: 'offline', region: '', sort: '' } },
    ],
    [
      '#/admin/users?page=-1',
      { name: 'admin-users', list: { q: '', page: 1, state: '', region: '', sort: '' } },
    ],
    ['#/../etc', { name: 'unknown' }],
  ])('%s', (hash, expected) => expect(readRoute(hash)).toEqual(expected))
})

it('writes a list so that it reads back', () => {
  const list = { q: 'a&b=c #?', page: 2, state: 'online', region: 'overseas', sort: '-peers' }
  expect(readRoute(listHash('/admin/nodes', list))).toEqual({ name: 'admin-nodes', list })
  expect(listHash('/admin/users', { q: '', page: 1 })).toBe('#/admin/users')
})

it('knows who may see what', () => {
  expect(
    ['login', 'register', 'verify', 'reset', 'init'].map((name) => isOpenRoute(name as 'login')),
  ).not.toContain(false)
  expect(isOpenRoute('nodes')).toBe(false)
  expect(isAdminRoute('admin-users')).toBe(true)
  expect(isAdminRoute('account')).toBe(false)
})

it.each([
  ['', '#/nodes'],
  ['/admin/users?q=a', '#/admin/users?q=a'],
  ['/login', '#/nodes'],
  ['//evil.example', '#/nodes'],
  ['https://evil.example', '#/nodes'],
  ['javascript:alert(1)', '#/nodes'],
])('after signing in %j leads to %s', (next, expected) => expect(nextHash(next)).toBe(expected))

it('administrators begin with all nodes, unless they were on their way somewhere', () => {
  expect(nextHash('', 'admin')).toBe('#/admin/nodes')
  expect(nextHash('', 'super_admin')).toBe('#/admin/nodes')
  expect(nextHash('/account', 'admin')).toBe('#/account')
  expect(nextHash('', 'user')).toBe('#/nodes')
})
