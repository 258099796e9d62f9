import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckResult } from '../../src/contract/check.ts'
import { createRecentNodes } from '../../src/probe/recent-nodes.ts'
import { ask } from './support/ask.ts'
import { atLeast } from './support/cores.ts'
import { lossyRelay } from './support/lossy-relay.ts'
import { startNode, type NodeOptions, type RealNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

const checks = 100
/** Checks beside each other; a node is advised to take three to ten connections of one address. */
const lines = 5

type Network = { readonly name?: string; readonly secret?: string }
type Verdict = 'same_network' | 'foreign' | 'wrong_secret' | 'handshake_timeout'

function verdictOf(result: CheckResult): string | null | undefined {
  return result.is_online ? result.mode : result.code
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

withCores((core, place) => {
  const is = (wanted: string): boolean => atLeast(core.version, wanted)

  describe(`${core.version} over udp`, () => {
    const settings = {
      plain: {},
      bare: { name: 'default', secret: '' },
      lonely: { relaysNobody: true },
      open: { isPlain: true },
      ...(is('2.3.1') && { private: { isPrivate: true } }),
      ...(is('2.6.0') && { secure: { isSecure: true } }),
    } as const satisfies Record<string, NodeOptions>
    const nodes = new Map<string, RealNode>()
    const url = (name: string): string => {
      const found = nodes.get(name)
      if (found === undefined) throw new Error(`no node ${name}`)
      return found.url('udp')
    }

    beforeAll(async () => {
      for (const [name, options] of Object.entries(settings)) {
        nodes.set(name, await startNode(core, place(), options))
      }
    })
    afterAll(async () => {
      await Promise.all([...nodes.values()].map((one) => one.kill()))
    })

    const online = {
      is_online: true,
      connection_count: 0,
      code: 'ok',
      mode: 'same_network',
      easytier_version: expect.stringContaining(core.version) as string,
      secure: false,
      warnings: [],
    }
    /** What a node of up to 2.4.0 closes without a byte on TCP is silence here. */
    const wrongSecret = is('2.4.1') ? 'wrong_secret' : 'handshake_timeout'
    const refusal = is('2.4.1') ? 'no_pong' : 'handshake_timeout'

    test('right secret', async () => {
      const result = await ask(url('plain'))
      expect(result).toMatchObject(online)
      for (const ms of [result.latency_ms, result.connect_ms, result.handshake_ms]) {
        expect(ms).toBeGreaterThanOrEqual(1)
      }
    })

    test('wrong secret', async () => {
      const result = await ask(url('plain'), { secret: 'wrong' })
      expect(result).toMatchObject({ is_online: false, latency_ms: -1, code: wrongSecret })
    })

    test('empty secret, and encryption off', async () => {
      const { name, secret } = settings.bare
      expect(await ask(url('bare'), { name, secret })).toMatchObject(online)
      expect(await ask(url('open'))).toMatchObject(online)
    })

    test('another network, relayed', async () => {
      const result = await ask(url('plain'), { name: 'other-udp', secret: 'x' })
      expect(result).toMatchObject({ ...online, mode: 'foreign', warnings: ['network_name_mismatch'] })
    })

    test('another network, refused', async () => {
      expect(await ask(url('lonely'), { name: 'other', secret: 'x' })).toMatchObject({
        is_online: false,
        code: refusal,
      })
      expect(await ask(url('lonely'))).toMatchObject(online)
    })

    const privateMode = async (): Promise<void> => {
      expect(await ask(url('private'))).toMatchObject(online)
      const foreign = await ask(url('private'), { name: 'other', secret: 'x' })
      expect(foreign.is_online).toBe(false)
      expect(['no_pong', 'handshake_timeout']).toContain(foreign.code)
    }
    if (is('2.3.1')) test('private mode takes its own network only', privateMode)

    const secureMode = async (): Promise<void> => {
      expect(await ask(url('secure'))).toMatchObject({ ...online, secure: true })
      const wrong = await ask(url('secure'), { secret: 'wrong' })
      expect(wrong).toMatchObject({ is_online: false, code: 'wrong_secret' })
      const foreign = await ask(url('secure'), { name: 'other', secret: 'x' })
      expect(foreign).toMatchObject({ is_online: true, mode: 'foreign' })
    }
    if (is('2.6.0')) test('secure mode by Noise', secureMode)

    test('a closed port', async () => {
      const { port } = nodes.get('plain') ?? { port: 0 }
      const result = await ask(`udp://${place().nodeAddress}:${port + 5}`)
      expect(result).toMatchObject({ is_online: false, code: 'refused' })
    })

    test(`${checks} checks in quick succession`, async () => {
      const recentNodes = createRecentNodes()
      const wrong: CheckResult[] = []
      for (let i = 0; i < checks; i += 1) {
        const result = await ask(url('plain'), {}, { recentNodes })
        if (!result.is_online || result.mode !== 'same_network') wrong.push(result)
      }
      expect(wrong).toEqual([])
    })

    /** That many checks, some at once, each line of them by a server of its own; what is not the verdict. */
    const wrongOf = async (
      count: number,
      servers: readonly string[],
      network: Network,
      verdict: Verdict,
    ): Promise<CheckResult[]> => {
      const wrong: CheckResult[] = []
      const line = async (server: string, first: number): Promise<void> => {
        for (let i = first; i < count; i += servers.length) {
          const result = await ask(server, network)
          if (verdictOf(result) !== verdict) wrong.push(result)
        }
      }
      await Promise.all(servers.map(line))
      return wrong
    }

    /** So many checks of one kind through relays that lose a fifth one way, to a node of their own; what is not the verdict. */
    const wrongThroughLoss = async (
      losing: 'to node' | 'to probe',
      { count, network, verdict }: { count: number; network: Network; verdict: Verdict },
    ): Promise<CheckResult[]> => {
      const node = await startNode(core, place(), {})
      const relays = await Promise.all(
        Array.from({ length: lines }, (_, seed) => lossyRelay(node.url('udp'), losing, 0.2, seed + 1)),
      )
      try {
        const servers = relays.map((relay) => relay.url)
        const wrong = await wrongOf(count, servers, network, verdict)
        const lost = sum(relays.map((relay) => relay.lost()))
        expect(lost / sum(relays.map((relay) => relay.seen()))).toBeCloseTo(0.2, 1)
        expect(node.log()).not.toMatch(/panic/i)
        return wrong
      } finally {
        await Promise.all(relays.map((relay) => relay.close()))
        await node.kill()
      }
    }

    test(`${checks} checks each way, one in five datagrams lost`, async () => {
      const kinds = [
        { count: 40, network: {}, verdict: 'same_network' },
        { count: 30, network: { name: 'elsewhere', secret: 'x' }, verdict: 'foreign' },
        { count: 30, network: { secret: 'wrong' }, verdict: wrongSecret },
      ] as const
      const wrong = await Promise.all(
        (['to node', 'to probe'] as const).flatMap((losing) =>
          kinds.map((kind) => wrongThroughLoss(losing, kind)),
        ),
      )
      expect(wrong.flat()).toEqual([])
    }, 600_000)

    test(`${checks} checks at 20 % loss by tc netem`, async (context) => {
      if (!place().lose(20)) context.skip('this kernel has no netem')
      try {
        const servers = Array.from({ length: lines }, () => url('plain'))
        expect(await wrongOf(checks, servers, {}, 'same_network')).toEqual([])
      } finally {
        place().lose(0)
      }
    }, 600_000)

    test('every node has lived through all this', () => {
      for (const [name, one] of nodes) {
        expect([name, one.alive()]).toEqual([name, true])
        expect(one.log()).not.toMatch(/panic/i)
      }
    })
  })
})
