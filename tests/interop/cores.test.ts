import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './support/ask.ts'
import { atLeast } from './support/cores.ts'
import { startNode, type NodeOptions, type RealNode } from './support/node.ts'
import { withCores } from './support/scene.ts'

const schemes = ['tcp', 'ws', 'wss'] as const

withCores((core, place) => {
  const is = (wanted: string): boolean => atLeast(core.version, wanted)
  /** Nodes of up to 2.4.0 close without a byte where later ones answer first. */
  const refusal = (code: string): string => (is('2.4.1') ? code : 'closed_no_response')

  describe(core.version, () => {
    const settings = {
      plain: {},
      utf8: { name: '测试网络', secret: '密码' },
      bare: { name: 'default', secret: '' },
      lonely: { relaysNobody: true },
      open: { isPlain: true },
      ...(is('2.4.2') && {
        'aes-gcm': { cipher: 'aes-gcm' },
        'aes-256-gcm': { cipher: 'aes-256-gcm' },
        chacha20: { cipher: 'chacha20' },
        xor: { cipher: 'xor' },
      }),
      ...(is('2.3.1') && { private: { isPrivate: true } }),
      ...(is('2.6.0') && { secure: { isSecure: true } }),
    } as const satisfies Record<string, NodeOptions>
    const nodes = new Map<string, RealNode>()
    const node = (name: string): RealNode => {
      const found = nodes.get(name)
      if (found === undefined) throw new Error(`no node ${name}`)
      return found
    }
    const ciphers = Object.keys(settings).filter((name) => /^(aes|chacha|xor)/.test(name))

    beforeAll(async () => {
      await Promise.all(
        Object.entries(settings).map(async ([name, options]) => {
          nodes.set(name, await startNode(core, place(), options))
        }),
      )
    })
    afterAll(async () => {
      await Promise.all([...nodes.values()].map((one) => one.kill()))
    })

    /** Accepted, and its route data read: only that tells the version. */
    const online = {
      is_online: true,
      connection_count: 0,
      code: 'ok',
      mode: 'same_network',
      easytier_version: expect.stringContaining(core.version) as string,
      secure: false,
      warnings: [],
    }

    test.each(schemes)('right secret over %s', async (scheme) => {
      const result = await ask(node('plain').url(scheme))
      expect(result).toMatchObject(online)
      for (const ms of [result.latency_ms, result.connect_ms, result.handshake_ms]) {
        expect(ms).toBeGreaterThanOrEqual(1)
      }
    })

    test.each(schemes)('wrong secret over %s', async (scheme) => {
      const result = await ask(node('plain').url(scheme), { secret: 'wrong' })
      expect(result).toMatchObject({ is_online: false, latency_ms: -1, code: refusal('wrong_secret') })
    })

    test.each(schemes)('empty secret over %s', async (scheme) => {
      const { name, secret } = settings.bare
      expect(await ask(node('bare').url(scheme), { name, secret })).toMatchObject(online)
    })

    test.each(schemes)('UTF-8 name and secret over %s', async (scheme) => {
      const { name, secret } = settings.utf8
      expect(await ask(node('utf8').url(scheme), { name, secret })).toMatchObject(online)
      const wrong = await ask(node('utf8').url(scheme), { name, secret: '密碼' })
      expect(wrong.code).toBe(refusal('wrong_secret'))
    })

    test.each(schemes)('another network, relayed, over %s', async (scheme) => {
      const result = await ask(node('plain').url(scheme), { name: `other-${scheme}`, secret: 'x' })
      expect(result).toMatchObject({
        ...online,
        mode: 'foreign',
        warnings: ['network_name_mismatch'],
      })
    })

    test.each(schemes)('another network, refused, over %s', async (scheme) => {
      const result = await ask(node('lonely').url(scheme), { name: 'other', secret: 'x' })
      expect(result).toMatchObject({ is_online: false, code: refusal('foreign_rejected') })
      expect(await ask(node('lonely').url(scheme))).toMatchObject(online)
    })

    test.each(schemes)('encryption off over %s', async (scheme) => {
      expect(await ask(node('open').url(scheme))).toMatchObject(online)
    })

    test.each(ciphers.flatMap((cipher) => schemes.map((scheme) => [cipher, scheme] as const)))(
      'cipher %s over %s',
      async (cipher, scheme) => {
        expect(await ask(node(cipher).url(scheme))).toMatchObject(online)
      },
    )

    const privateMode = async (): Promise<void> => {
      for (const scheme of schemes) {
        expect(await ask(node('private').url(scheme))).toMatchObject(online)
        const foreign = await ask(node('private').url(scheme), { name: 'other', secret: 'x' })
        const code = is('2.6.0') ? 'foreign_rejected' : 'closed_no_response'
        expect(foreign).toMatchObject({ is_online: false, code })
      }
    }
    if (is('2.3.1')) test('private mode takes its own network only', privateMode)

    const secureMode = async (): Promise<void> => {
      for (const scheme of schemes) {
        const url = node('secure').url(scheme)
        expect(await ask(url)).toMatchObject({ ...online, secure: true })
        expect(await ask(url, { secret: 'wrong' })).toMatchObject({ is_online: false, code: 'wrong_secret' })
        const foreign = await ask(url, { name: 'other', secret: 'x' })
        expect(foreign).toMatchObject({ is_online: true, mode: 'foreign' })
      }
    }
    if (is('2.6.0')) test('secure mode by Noise', secureMode)

    test('what is no listener of that kind is told apart', async () => {
      const { port } = node('plain')
      const at = (scheme: string, offset: number): string =>
        `${scheme}://${place().nodeAddress}:${port + offset}`
      expect((await ask(at('ws', 0))).code).toBe('ws_upgrade_failed')
      expect((await ask(at('wss', 0))).code).toBe('tls_error')
      expect((await ask(at('wss', 1))).code).toBe('tls_error')
      expect((await ask(at('tcp', 3))).code).toBe('refused')
      expect((await ask(at('tcp', 1))).is_online).toBe(false)
    })

    test('every node has lived through all this', () => {
      for (const [name, one] of nodes) {
        expect([name, one.alive()]).toEqual([name, true])
        expect(one.log()).not.toMatch(/panic/i)
      }
    })
  })
})
