import type { SeededNode } from '../../src/tools/demo/seed.ts'

/** A page of the demo: its name, where it is, who may look. */
export type DemoPage = {
  readonly name: string
  readonly url: (id: (name: string) => number) => string
  readonly as?: 'owner' | 'admin'
}

/** Every page, and the states of it that an address leads to. */
export const demoPages: readonly DemoPage[] = [
  { name: 'status', url: () => '/' },
  { name: 'status-no-match', url: () => '/?region=overseas&proto=wg&relay=1' },
  { name: 'node', url: (id) => `/n/?id=${id('上海-三网-01')}` },
  { name: 'node-full', url: (id) => `/n/?id=${id('深圳-联通-02')}` },
  { name: 'node-offline', url: (id) => `/n/?id=${id('杭州-电信-05')}` },
  { name: 'node-waiting', url: (id) => `/n/?id=${id('法兰克福-01')}` },
  { name: 'node-by-checks', url: (id) => `/n/?id=${id('墨尔本-01')}` },
  { name: 'node-unknown', url: () => '/n/?id=1' },
  { name: 'share', url: () => '/share/' },
  { name: 'incidents', url: () => '/incidents/' },
  { name: 'events', url: () => '/events/' },
  { name: 'docs', url: () => '/docs/' },
  { name: 'guide-operators', url: () => '/docs/operators/' },
  { name: 'guide-players', url: () => '/docs/players/' },
  { name: 'guide-clients', url: () => '/docs/clients/' },
  { name: 'guide-alerts', url: () => '/docs/alerts/' },
  { name: 'guide-deploying', url: () => '/docs/deploying/' },
  { name: 'guide-moving', url: () => '/docs/moving-from-easytier-worker/' },
  { name: 'lost', url: () => '/404.html' },
  { name: 'login', url: () => '/console/#/login' },
  { name: 'register', url: () => '/console/#/register' },
  { name: 'reset', url: () => '/console/#/reset' },
  { name: 'verify-refused', url: () => '/console/#/verify?token=none' },
  { name: 'init', url: () => '/console/#/init' },
  { name: 'nodes', url: () => '/console/#/nodes', as: 'owner' },
  { name: 'node-new', url: () => '/console/#/nodes/new', as: 'owner' },
  { name: 'node-edit', url: (id) => `/console/#/nodes/${id('上海-三网-01')}`, as: 'owner' },
  { name: 'figures', url: (id) => `/console/#/nodes/${id('上海-三网-01')}/figures`, as: 'owner' },
  { name: 'reporter', url: (id) => `/console/#/nodes/${id('法兰克福-01')}/reporter`, as: 'owner' },
  { name: 'alerts', url: () => '/console/#/alerts', as: 'owner' },
  { name: 'my-events', url: () => '/console/#/events', as: 'owner' },
  { name: 'alerts-site', url: () => '/console/#/alerts?scope=site', as: 'admin' },
  { name: 'account', url: () => '/console/#/account', as: 'owner' },
  { name: 'console-lost', url: () => '/console/#/nowhere', as: 'owner' },
  { name: 'admin-nodes', url: () => '/console/#/admin/nodes', as: 'admin' },
  { name: 'admin-users', url: () => '/console/#/admin/users', as: 'admin' },
  { name: 'admin-queue', url: () => '/console/#/admin/queue', as: 'admin' },
  { name: 'admin-places', url: () => '/console/#/admin/places', as: 'admin' },
  { name: 'admin-announcements', url: () => '/console/#/admin/announcements', as: 'admin' },
  { name: 'admin-audit', url: () => '/console/#/admin/audit', as: 'admin' },
  { name: 'admin-backup', url: () => '/console/#/admin/backup', as: 'admin' },
  { name: 'admin-settings', url: () => '/console/#/admin/settings', as: 'admin' },
]

/** Finds a seeded node's id by its name. */
export function idsOf(nodes: readonly SeededNode[]) {
  return (name: string): number => {
    const found = nodes.find(({ sample }) => sample.name === name)
    if (found === undefined) throw new Error(`no sample node ${name}`)
    return found.id
  }
}
