import net from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPublicFetch } from '../../../src/server/public-fetch.ts'
import type { Address } from '../../../src/probe/resolve.ts'
import { notifiedService } from '../../support/notified-service.ts'

/** Notes each connection that this process opens, and lets none of those out that would leave the machine. */
function recordDials(): { readonly dialled: string[] } {
  const dialled: string[] = []
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function record(
    this: net.Socket,
    ...given: unknown[]
  ) {
    const first = Array.isArray(given[0]) ? given[0][0] : given[0]
    dialled.push(String((first as { host?: string }).host))
    queueMicrotask(() => this.destroy(new Error('not dialled by the recorder')))
    return this
  })
  return { dialled }
}

afterEach(() => {
  vi.restoreAllMocks()
})

const init = {
  method: 'POST',
  headers: {},
  body: '{}',
  signal: new AbortController().signal,
  redirect: 'manual',
} as const

function v4(address: string): Address {
  return { address, family: 4 }
}

describe('targets that are never dialled', () => {
  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'https://user:word@example.com/',
    'https://localhost/',
    'https://metadata/',
    'https://printer.local/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/',
    'https://192.168.1.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[2002:7f00:1::]/',
    'https://168.63.129.16/',
    'not an address',
    'https://93.184.216.34:22/',
    'https://93.184.216.34:6379/',
  ])('%s', async (url) => {
    const { dialled } = recordDials()
    const send = createPublicFetch({ allowPrivate: false, resolver: async () => [v4('127.0.0.1')] })
    await expect(send(url, init)).rejects.toMatchObject({ name: 'TargetForbidden' })
    expect(dialled).toEqual([])
  })

  it.each([[['127.0.0.1']], [['10.1.2.3']], [['93.184.216.34', '10.1.2.3']], [['169.254.169.254']]])(
    'a name that leads to %j',
    async (addresses) => {
      const { dialled } = recordDials()
      const send = createPublicFetch({ allowPrivate: false, resolver: async () => addresses.map(v4) })
      await expect(send('https://hook.example.com/', init)).rejects.toMatchObject({ name: 'TargetForbidden' })
      expect(dialled).toEqual([])
    },
  )

  it('what a name leads to a moment after it was looked at', async () => {
    const answers = [[v4('93.184.216.34')], [v4('127.0.0.1')]]
    let asked = 0
    const connect = vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function look(
      this: net.Socket,
      ...given: unknown[]
    ) {
      const options = Array.isArray(given[0]) ? given[0][0] : given[0]
      const { lookup } = options as { lookup: net.LookupFunction }
      lookup('hook.example.com', { all: true }, (_error, found) => {
        expect(found).toEqual([v4('93.184.216.34')])
        queueMicrotask(() => this.destroy(new Error('seen')))
      })
      return this
    })
    const resolver = async () => answers[asked++] ?? []
    const send = createPublicFetch({ allowPrivate: false, resolver })
    await expect(send('https://hook.example.com/', init)).rejects.toThrow('seen')
    expect(connect).toHaveBeenCalledTimes(1)
    expect(asked).toBe(1)
  })
})

describe('NOTIFY_ALLOW_PRIVATE=1', () => {
  it.each(['http://169.254.169.254/', 'http://[fe80::1]/', 'http://100.100.100.200/', 'http://0.0.0.0/'])(
    'still does not dial %s',
    async (url) => {
      const { dialled } = recordDials()
      await expect(createPublicFetch({ allowPrivate: true })(url, init)).rejects.toMatchObject({
        name: 'TargetForbidden',
      })
      expect(dialled).toEqual([])
    },
  )

  it('dials this machine by a name, keeps the name and follows no redirect', async () => {
    const service = await notifiedService()
    try {
      service.behaviour = { status: 302, body: 'x', headers: { location: '/there', 'retry-after': '5' } }
      const { port } = new URL(service.origin)
      const send = createPublicFetch({ allowPrivate: true, resolver: async () => [v4('127.0.0.1')] })
      const answer = await send(`http://gotify.home:${port}/message`, { ...init, body: '{"a":"节"}' })
      expect(answer.status).toBe(302)
      expect(await answer.text()).toBe('x')
      expect(answer.headers.get('retry-after')).toBe('5')
      expect(service.calls).toHaveLength(1)
      expect(service.calls[0]).toMatchObject({ body: '{"a":"节"}', headers: { host: `gotify.home:${port}` } })
    } finally {
      await service.stop()
    }
  })

  it('gives up with its signal while a name is looked up', async () => {
    const controller = new AbortController()
    const send = createPublicFetch({ allowPrivate: true, resolver: () => new Promise(() => undefined) })
    const sending = send('http://slow.home/', { ...init, signal: controller.signal })
    controller.abort()
    await expect(sending).rejects.toThrow('aborted')
  })
})
