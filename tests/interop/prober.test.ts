import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChecker } from '../../src/probe/check.ts'
import { systemClock } from '../../src/probe/clock.ts'
import { systemWorld } from '../../src/probe/probe.ts'
import { Prober } from '../../src/prober/prober.ts'
import { Site } from '../../src/prober/site.ts'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { startNode as startSite } from '../support/http-node.ts'
import { origin, type Target } from '../support/http-target.ts'
import { startNode, type RealNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

const minuteMs = 60_000

withCores((core, place) => {
  if (core.kind !== 'program') return

  describe(`a place beside the Node server, cores ${core.version}`, () => {
    let target: Target
    let admin: string
    let cores: RealNode[]
    let nodes: Awaited<ReturnType<typeof createNode>>[]
    let skewMs = 0
    let prober: Prober
    let placeId = ''

    beforeAll(async () => {
      cores = await Promise.all([
        startNode(core, place()),
        startNode(core, place()),
        startNode(core, place()),
      ])
      target = await startSite()
      admin = await initialize(target)
      const body = { allow_private_nodes: 1 }
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', { token: admin, body })
      const owner = await signUp(target)
      nodes = []
      for (const one of cores) {
        const { hostname, port } = new URL(one.url('tcp').replace('tcp:', 'http:'))
        const connections = [{ type: 'TCP', ip: hostname, port: Number(port) }]
        nodes.push(await createNode(target, owner.token, { connections }))
      }
      const made = await call(target, 'createPlace', 'POST', '/api/places', {
        token: admin,
        body: { name: 'Frankfurt' },
      })
      const { id } = made.body['place'] as unknown as { id: string }
      placeId = id
      prober = proberOf(String(made.body['key']))
    })
    afterAll(async () => {
      await Promise.all(cores.map((one) => one.kill()))
      await target.stop()
    })

    /** The prober as it is, but for a clock that moves and a site behind the test's own proxy. */
    function proberOf(key: string): Prober {
      const clock = {
        ...systemClock,
        nowMs: () => systemClock.nowMs() + skewMs,
        wallMs: () => Date.now() + skewMs,
      }
      const checker = createChecker({ ...systemWorld, clock, reach: 'any' })
      const site = new Site(origin, key, '0.2.0', (url, init) => target.fetch(new Request(url, init)))
      return new Prober({
        site,
        nowMs: clock.wallMs,
        say: () => undefined,
        check: (input) => checker.check(input),
      })
    }

    const minutes = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at += 1) {
        target.advance(minuteMs)
        skewMs += minuteMs
        expect(await prober.minute()).toBe(true)
      }
    }
    const stateOf = async (at: number): Promise<string> => {
      const answer = await call(target, 'publicNodes', 'GET', '/api/public?show_offline=true')
      const list = answer.body['nodes'] as unknown as { id: number; state: string }[]
      return list.find(({ id }) => id === nodes[at]?.id)?.state ?? 'not listed'
    }
    const handedOut = async (): Promise<Set<string>> => {
      const found = new Set<string>()
      for (let at = 0; at < 12; at += 1) {
        const answer = await target.fetch(new Request(`${origin}/peer?limit=3&key=net${at}`), {
          clientIp: `198.51.100.${at}`,
        })
        for (const line of (await answer.text()).split('\n')) found.add(line.trim())
      }
      return found
    }

    test('nodes without a reporter are online and handed out by what it found', async () => {
      await minutes(2)
      expect([await stateOf(0), await stateOf(1), await stateOf(2)]).toEqual(['online', 'online', 'online'])
      expect(await handedOut()).toContain(cores[0]?.url('tcp'))
    })

    test('a killed node is gone after two failed checks, although it reports, and comes back', async () => {
      const [first] = cores
      if (first === undefined || nodes[0] === undefined) throw new Error('no core')
      await first.kill()
      for (let at = 0; at < 13 && (await stateOf(0)) !== 'unreachable'; at += 1) {
        await report(target, nodes[0])
        await minutes(1)
      }
      expect([await stateOf(0), await stateOf(1), await stateOf(2)]).toEqual([
        'unreachable',
        'online',
        'online',
      ])
      expect(await handedOut()).not.toContain(first.url('tcp'))
      cores[0] = await startNode(core, place(), {}, first.port)
      await minutes(13)
      expect(await stateOf(0)).toBe('online')
      expect(await handedOut()).toContain(first.url('tcp'))
    })

    test('a node whose reporter has stopped stays online by checks', async () => {
      if (nodes[1] === undefined) throw new Error('no node')
      await report(target, nodes[1])
      await minutes(30)
      expect(await stateOf(1)).toBe('online')
    })

    test('a revoked key ends it', async () => {
      const path = `/api/places/${placeId}`
      await call(target, 'revokePlace', 'DELETE', path, { token: admin })
      skewMs += 10 * minuteMs
      target.advance(10 * minuteMs)
      expect(await prober.minute()).toBe(false)
    })
  })
})
