import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, login, report, signUp, type MadeNode } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

const tickKey = 'a-tick-key-of-the-http-suite'
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Each thing that can happen to a node, from what brings it to the log, once. */
for (const { name, start } of targets) {
  describe(`what happens to a node, ${name}`, () => {
    let target: Target
    let token: string
    let email: string
    beforeAll(async () => {
      target = await start({ env: { TICK_KEY: tickKey } })
      await initialize(target)
      ;({ token, email } = await signUp(target))
    })
    afterAll(() => target?.stop())

    const tick = async (): Promise<void> => {
      await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': tickKey } })
      await target.idle()
    }
    /** Kinds of a node's events, oldest first. */
    const told = async (node: MadeNode): Promise<string[]> => {
      const query = `/api/events?node=${node.id}&limit=200`
      await target.idle()
      const { status, text, body } = await call(target, 'events', 'GET', query, { token })
      expect(status, text).toBe(200)
      return (body['events'] as unknown as { kind: string }[]).map(({ kind }) => kind).toReversed()
    }
    const edit = async (node: MadeNode, body: object): Promise<void> => {
      const path = `/api/nodes/${node.id}`
      const edited = await call(target, 'updateNode', 'PUT', path, { token, body })
      expect(edited.status, edited.text).toBe(200)
      await target.idle()
    }
    const now = async (): Promise<number> => {
      const { body } = await call(target, 'publicNodes', 'GET', '/api/public')
      return Date.parse(String(body['generated_at']))
    }

    it('each part of the quota is told when a report passes it', async () => {
      const node = await createNode(target, token, { max_traffic: 100 })
      const seen: string[][] = []
      for (const reported_traffic of [10, 71, 15, 5, 1]) {
        await report(target, node, { reported_traffic })
        target.advance(5 * minute)
        seen.push((await told(node)).filter((kind) => kind.startsWith('quota')))
      }
      // What a report brought is told by the next one, when the site is sure that no other came between.
      expect(seen).toEqual([
        [],
        [],
        ['quota_80'],
        ['quota_80', 'quota_95'],
        ['quota_80', 'quota_95', 'quota_100'],
      ])
    })

    it('the last report before a line is cut off is told by a tick: quota, no room, an old version', async () => {
      const node = await createNode(target, token, { max_traffic: 100, max_connections: 20 })
      await report(target, node, { reported_traffic: 1 })
      target.advance(5 * minute)
      await report(target, node, { reported_traffic: 99, connection_count: 20, easytier_version: '2.0.3' })
      target.advance(3 * minute)
      await tick()
      target.advance(minute)
      await tick()
      const kinds = (await told(node)).filter((kind) => kind !== 'first_report').toSorted()
      expect(kinds).toEqual(['full', 'outdated_version', 'quota_100', 'quota_80', 'quota_95'])
    })

    it('two machines on one token are told once', async () => {
      const node = await createNode(target, token)
      for (let at = 0; at < 12; at += 1) {
        for (const [install_id, base] of [
          ['one', 100],
          ['two', 50],
        ] as const) {
          await report(target, node, { boot_id: 'b', install_id, total_traffic: base + at })
          target.advance(minute)
        }
      }
      expect((await told(node)).filter((kind) => kind === 'two_machines')).toEqual(['two_machines'])
    })

    it('coming, going, its owner’s pauses and maintenance are told in their order', async () => {
      const node = await createNode(target, token)
      const passed = async (minutes: number): Promise<void> => {
        target.advance(minutes * minute)
        await tick()
      }
      await report(target, node)
      await passed(5)
      await report(target, node, { status: 'offline' })
      await passed(5)
      await report(target, node)
      await passed(5)
      await edit(node, { is_enabled: 0 })
      await passed(5)
      await edit(node, { is_enabled: 1 })
      await report(target, node)
      await passed(5)
      await edit(node, { maintenance_until: new Date((await now()) + hour).toISOString() })
      await passed(5)
      await edit(node, { maintenance_until: '' })
      await report(target, node)
      await passed(5)
      const kinds = await told(node)
      expect(kinds.slice(0, 3)).toEqual(['first_report', 'offline', 'online'])
      const ofOwner = ['drained', 'enabled', 'maintenance_began', 'maintenance_ended']
      expect(kinds.filter((kind) => ofOwner.includes(kind))).toEqual(ofOwner)
    })

    it('a quota that begins anew, and the days before an end, are told by ticks alone, once', async () => {
      const until = new Date((await now()) + 20 * day).toISOString().slice(0, 10)
      const node = await createNode(target, token, { max_traffic: 100, reset_cycle: 10, valid_until: until })
      for (let half = 0; half < 44; half += 1) {
        target.advance(day / 2)
        await tick()
        await tick()
      }
      // A session is long over by now.
      token = await login(target, email, 'password123')
      const kinds = (await told(node)).filter((kind) => /^(?:expire|quota)/.test(kind))
      expect(kinds.filter((kind) => kind.startsWith('expire'))).toEqual([
        'expires_14',
        'expires_3',
        'expires_0',
        'expired',
      ])
      expect(kinds.filter((kind) => kind === 'quota_reset').length).toBeGreaterThan(0)
    })
  })
}
