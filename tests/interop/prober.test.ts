import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChecker } from '../../src/probe/check.ts'
import { systemClock } from '../../src/probe/clock.ts'
import { systemWorld } from '../../src/probe/probe.ts'
import { Prober } from '../../src/prober/prober.ts'
import { Site } from '../../src/prober/site.ts'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { startNode as startSite } from '../support/http-node.ts'
import { origin, type Target } from '../support/http-target.ts'
import { notifiedService } from '../support/notified-service.ts'
import { startNode, type RealNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

const minuteMs = 60_000
const tickKey = 'a-tick-key-of-the-interop-suite'
/** Minutes that a state has to last before it is told: what a channel has when nobody says otherwise. */
const lastsMinutes = 5

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
    let owner: Awaited<ReturnType<typeof signUp>>
    let service: Awaited<ReturnType<typeof notifiedService>>

    beforeAll(async () => {
      cores = await Promise.all([
        startNode(core, place()),
        startNode(core, place()),
        startNode(core, place()),
      ])
      service = await notifiedService()
      target = await startSite({ env: { TICK_KEY: tickKey, NOTIFY_ALLOW_PRIVATE: '1' } })
      admin = await initialize(target)
      const body = { allow_private_nodes: 1 }
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', { token: admin, body })
      owner = await signUp(target)
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
      await service.stop()
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
        // A clock that stood still would mute what follows for a while.
        const headers = { 'x-tick-key': tickKey }
        expect((await call(target, 'tick', 'POST', '/api/tick', { headers })).status).toBe(200)
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

    test('its owner is told why within the time of the channel and a tick, and that it is back', async () => {
      const [node] = nodes
      const [first] = cores
      if (first === undefined || node === undefined) throw new Error('no core')
      const made = await call(target, 'createChannel', 'POST', '/api/channels', {
        token: owner.token,
        body: {
          kind: 'webhook',
          name: 'hook',
          language: 'en',
          credential: { url: `${service.origin}/hook` },
        },
      })
      expect(made.status, made.text).toBe(201)
      type Message = { state: string; since: string; message: string; changes: unknown[] }
      const isNews = ({ state }: Message): boolean => state === 'down' || state === 'up'
      /** A minute with its checks, reports and tick; answers what the webhook was told, and the site's time. */
      const tickedMinute = async (): Promise<{ told: Message[]; nowMs: number }> => {
        const before = service.calls.length
        await report(target, node)
        await minutes(1)
        await target.idle()
        const told = service.calls.slice(before).map(({ body }) => JSON.parse(body) as Message)
        return { told, nowMs: Date.now() + skewMs }
      }
      const until = async (state: string, most: number): Promise<{ message: Message; nowMs: number }> => {
        for (let at = 0; at < most; at += 1) {
          const { told, nowMs } = await tickedMinute()
          const [message, ...others] = told
          expect(others).toEqual([])
          if (message !== undefined) {
            expect(message.state).toBe(state)
            return { message, nowMs }
          }
        }
        throw new Error(`nobody was told of ${state}`)
      }
      // What came and went before is told as such; an hour later it is forgotten.
      for (let at = 0; at < 62; at += 1) expect((await tickedMinute()).told.filter(isNews)).toEqual([])
      await first.kill()
      const down = await until('down', 40)
      expect(down.message.message).toMatch(/has been unreachable since .*: the port refuses connections/)
      const lastedMs = down.nowMs - Date.parse(down.message.since)
      expect(lastedMs).toBeGreaterThanOrEqual(lastsMinutes * minuteMs - 1000)
      expect(lastedMs).toBeLessThanOrEqual((lastsMinutes + 2) * minuteMs)
      cores[0] = await startNode(core, place(), {}, first.port)
      const up = await until('up', 40)
      expect(up.message.message).toContain('is back')
      expect(await stateOf(0)).toBe('online')
      const gone = await call(target, 'listChannels', 'GET', '/api/channels', { token: owner.token })
      const [channel] = gone.body['channels'] as unknown as { id: string }[]
      await call(target, 'deleteChannel', 'DELETE', `/api/channels/${channel?.id}`, { token: owner.token })
    })

    test('a node whose reporter has stopped stays online by checks', async () => {
      if (nodes[1] === undefined) throw new Error('no node')
      await report(target, nodes[1])
      await minutes(30)
      expect(await stateOf(1)).toBe('online')
      const page = await call(target, 'publicNode', 'GET', `/api/public/${nodes[1].id}`)
      const { uptime } = page.body as unknown as { uptime: { h24: number } }
      expect(uptime.h24).toBe(100)
    })

    test('a core that lives behind a firewall is unreachable, though its reporter says that all is well', async () => {
      const node = nodes[1]
      const port = cores[1]?.port
      if (node === undefined || port === undefined) throw new Error('no core')
      const connections = [{ type: 'TCP', ip: place().otherAddress, port }]
      const moved = await call(target, 'updateNode', 'PUT', `/api/nodes/${node.id}`, {
        token: owner.token,
        body: { connections },
      })
      expect(moved.status).toBe(200)
      await report(target, node)
      await minutes(3)
      expect(await stateOf(1)).toBe('online')
      expect(await handedOut()).toContain(`tcp://${place().otherAddress}:${port}`)
      place().shut(true)
      try {
        for (let at = 0; at < 14 && (await stateOf(1)) !== 'unreachable'; at += 1) {
          await report(target, node)
          await minutes(1)
        }
        expect([await stateOf(0), await stateOf(1), await stateOf(2)]).toEqual([
          'online',
          'unreachable',
          'online',
        ])
        expect(await handedOut()).not.toContain(`tcp://${place().otherAddress}:${port}`)
        const checks = await call(target, 'nodeChecks', 'GET', `/api/public/${node.id}/checks`)
        const { reports, places } = checks.body as unknown as {
          reports: { state: string }
          places: { newest: { verdict: string; code: string } | null }[]
        }
        expect(reports.state).toBe('online')
        expect(places.map(({ newest }) => newest?.verdict)).toEqual(['failed'])
      } finally {
        place().shut(false)
      }
      await report(target, node)
      await minutes(13)
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
