import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admin, call, createNode, initialize, report, signUp, type MadeNode } from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

const colours = { good: '#08695A', warn: '#835000', bad: '#A52318', idle: '#5D6775' } as const

for (const { name, start } of targets) {
  describe(`the badge of the site, ${name}`, () => {
    let target: Target
    let token: string
    let owner: { token: string }

    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    /** Goes the way that EdgeOne leads from the badge's address. */
    const ask = async (query = '', init: RequestInit = {}): Promise<Response> => {
      const first = await target.fetch(new Request(`${origin}/badge/site.svg${query}`, init))
      if (first.status !== 301) return first
      expect(first.headers.get('location')).toBe(`/api/badge.svg${query}`)
      return target.fetch(new Request(`${origin}${first.headers.get('location')}`, init))
    }
    const read = async (query = '') => {
      const text = await (await ask(query)).text()
      const colour = /<rect [^>]*fill="([^"]+)"/.exec(text)?.[1]
      return { title: /<title>(.*?)<\/title>/.exec(text)?.[1], colour }
    }
    const both = async () => [await read('?lang=zh'), await read('?lang=en')]
    const expected = (online: number, total: number, colour: keyof typeof colours) => [
      { title: `EasyTier 节点 ${online} / ${total} 在线`, colour: colours[colour] },
      { title: `EasyTier nodes ${online} / ${total} online`, colour: colours[colour] },
    ]
    const nodeThatIs = async (status: 'online' | 'offline'): Promise<MadeNode> => {
      const node = await createNode(target, owner.token)
      expect((await report(target, node, { status })).status).toBe(200)
      return node
    }
    const settle = async (): Promise<void> => {
      await target.idle()
      target.advance(121_000)
    }

    it('is grey without nodes, and without a site', async () => {
      expect(await both()).toEqual(expected(0, 0, 'idle'))
      token = await initialize(target)
      owner = await signUp(target)
      await settle()
      expect(await both()).toEqual(expected(0, 0, 'idle'))
    })

    it('is green while no region has lost half of its nodes, yellow when one has, red when nobody has room', async () => {
      const node = await nodeThatIs('online')
      await settle()
      expect(await both()).toEqual(expected(1, 1, 'good'))
      await nodeThatIs('offline')
      await settle()
      expect(await both()).toEqual(expected(1, 2, 'warn'))
      await report(target, node, { status: 'offline' })
      await settle()
      expect(await both()).toEqual(expected(0, 2, 'bad'))
    })

    it('is cached like that of a node, and has a tag', async () => {
      const answer = await ask('?lang=en')
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
      expect(answer.headers.get('vary')).toContain('accept-language')
      const etag = answer.headers.get('etag') ?? ''
      const known = { headers: { 'if-none-match': etag } }
      const again = await ask('?lang=en', known)
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
      expect((await ask('?lang=zh', known)).status).toBe(200)
      const head = await ask('?lang=en', { method: 'HEAD' })
      expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag])
      const posted = await target.fetch(new Request(`${origin}/badge/site.svg`, { method: 'POST' }))
      expect(posted.status).toBe(405)
    })

    it('has the names of the site, escaped', async () => {
      const { status } = await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token,
        body: {
          site_name: '</title><script>"&\'',
          site_name_en: '"><image href=x onerror=y>',
          password: admin.password,
        },
      })
      expect(status).toBe(200)
      await settle()
      const [zh, en] = await both()
      expect(zh?.title).toBe('&lt;/title&gt;&lt;script&gt;&quot;&amp;&#39; 0 / 2 在线')
      expect(en?.title).toBe('&quot;&gt;&lt;image href=x onerror=y&gt; 0 / 2 online')
      for (const query of ['?lang=zh', '?lang=en'])
        expect(await (await ask(query)).text()).not.toMatch(/<(?:script|image)/)
    })
  })
}
