import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, signUp } from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

type Shown = {
  id: string
  title: string
  ends_at: string | null
  resolved_at: string | null
  affected_nodes: { id: number; name: string }[]
  updates: { at: string; text: string }[]
}

for (const { name, start } of targets) {
  describe(`announcements, ${name}`, () => {
    let target: Target
    let adminToken: string
    let nowMs = 0
    let node: Awaited<ReturnType<typeof createNode>>

    beforeAll(async () => {
      target = await start()
      adminToken = await initialize(target)
      node = await createNode(target, adminToken)
      const { body } = await call(target, 'publicNodes', 'GET', '/api/public')
      nowMs = Date.parse(String(body['generated_at']))
    })
    afterAll(() => target?.stop())

    const inHours = (hours: number): string => new Date(nowMs + hours * 3_600_000).toISOString()
    const create = async (body: object, token: string | undefined = adminToken) =>
      call(target, 'createAnnouncement', 'POST', '/api/announcements', { token, body })
    const change = (id: string, body: object, token = adminToken) =>
      call(target, 'updateAnnouncement', 'PUT', `/api/announcements/${id}`, { token, body })
    const shown = (answer: Awaited<ReturnType<typeof call>>): Shown =>
      answer.body['announcement'] as unknown as Shown
    const history = async (before?: string): Promise<{ announcements: Shown[]; next: string | null }> => {
      const query = before === undefined ? '' : `?before=${before}`
      const answer = await call(target, 'listAnnouncements', 'GET', `/api/announcements${query}`)
      return answer.body as unknown as { announcements: Shown[]; next: string | null }
    }
    const bannerTitles = async (): Promise<string[]> => {
      const { body } = await call(target, 'checkInit', 'GET', '/api/system/check-init')
      const banners = (body['announcements'] ?? []) as { title: string }[]
      return banners.map(({ title }) => title)
    }
    const eventsOf = async (): Promise<string[]> => {
      const { body } = await call(target, 'events', 'GET', '/api/events')
      return (body['events'] as unknown as { kind: string; why: string }[]).map(
        ({ kind, why }) => `${kind} ${why}`,
      )
    }

    it('an incident is told, goes on, and ends: banner, history, events, feed', async () => {
      const made = await create({
        tone: 'incident',
        title: '华东断网',
        details: '第一行\n第二行',
        affected_nodes: [node.id],
        affected_regions: ['domestic'],
      })
      expect(made.status).toBe(201)
      const { id, affected_nodes } = shown(made)
      expect(affected_nodes).toEqual([{ id: node.id, name: node.name }])
      expect(await bannerTitles()).toEqual(['华东断网'])
      target.advance(60_000)
      const updated = shown(await change(id, { update: '正在修复' }))
      expect(updated.updates.map(({ text }) => text)).toEqual(['正在修复'])
      target.advance(60_000)
      expect(shown(await change(id, { update: '已恢复', resolved: 1 })).resolved_at).not.toBeNull()
      expect(await bannerTitles()).toEqual([])
      expect((await history()).announcements[0]?.updates.map(({ text }) => text)).toEqual([
        '正在修复',
        '已恢复',
      ])
      const told = await eventsOf()
      expect(told).toEqual(
        expect.arrayContaining([
          'incident_ended 华东断网',
          'incident_updated 华东断网: 已恢复',
          'incident_updated 华东断网: 正在修复',
          'incident_began 华东断网',
        ]),
      )
      const feed = await target.fetch(new Request(`${origin}/api/feed.json`))
      const { items } = (await feed.json()) as { items: { title: string; url: string }[] }
      expect(items.map(({ title }) => title)).toContain('故障已解决（华东断网）')
      expect(items.find(({ title }) => title.includes('华东断网'))?.url).toMatch(/\/incidents\/$/)
    })

    it('planned work is told a day ahead, is in the calendar, and ends by itself', async () => {
      const made = await create({
        tone: 'maintenance',
        title: '线路升级, 分两批; 见通知',
        starts_at: inHours(30),
        ends_at: inHours(32),
      })
      const { id } = shown(made)
      expect(await bannerTitles()).toEqual([])
      expect(await eventsOf()).toContain('maintenance_planned 线路升级, 分两批; 见通知')
      target.advance(7 * 3_600_000)
      expect(await bannerTitles()).toEqual(['线路升级, 分两批; 见通知'])
      const calendar = await target.fetch(new Request(`${origin}/api/maintenance.ics`))
      expect(calendar.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
      const text = await calendar.text()
      expect(text).toContain(`\r\nUID:${id}@`)
      expect(text).toContain('\r\nSUMMARY:线路升级\\, 分两批\\; 见通知\r\n')
      const start = inHours(30).replace(/[-:]|\.\d+/g, '')
      expect(text).toContain(`\r\nDTSTART:${start}\r\n`)
      target.advance(26 * 3_600_000)
      expect(await bannerTitles()).toEqual([])
      expect((await history()).announcements[0]?.resolved_at).toBeNull()
    })

    it('the gravest comes first, three at most; a deleted one is gone', async () => {
      const ids: string[] = []
      for (const tone of ['notice', 'notice', 'notice', 'incident']) {
        ids.push(shown(await create({ tone, title: `${tone} ${ids.length}` })).id)
      }
      const titles = await bannerTitles()
      expect(titles.length).toBe(3)
      expect(titles[0]).toBe('incident 3')
      for (const id of ids) {
        const gone = await call(target, 'deleteAnnouncement', 'DELETE', `/api/announcements/${id}`, {
          token: adminToken,
        })
        expect(gone.status).toBe(200)
      }
      expect(await bannerTitles()).toEqual([])
      const { announcements } = await history()
      expect(announcements.some(({ id }) => ids.includes(id))).toBe(false)
      expect((await change(ids[0] ?? '', { title: 'x' })).body['code']).toBe('announcement_not_found')
    })

    it('has pages', async () => {
      for (let at = 0; at < 11; at += 1) {
        await create({ tone: 'notice', title: `n${at}`, ends_at: inHours(1000) })
        target.advance(1000)
      }
      const first = await history()
      expect(first.announcements.map(({ title }) => title)).toEqual(
        Array.from({ length: 10 }, (_, at) => `n${10 - at}`),
      )
      const second = await history(first.next ?? '')
      expect(second.announcements[0]?.title).toBe('n0')
      expect(second.next).toBeNull()
    })

    it.each([
      [{ tone: 'incident', title: ' ' }, 'title'],
      [{ tone: 'loud', title: 'x' }, 'tone'],
      [{ tone: 'notice', title: 'x', starts_at: 'tomorrow' }, 'starts_at'],
      [
        { tone: 'notice', title: 'x', starts_at: '2030-01-02T00:00:00Z', ends_at: '2030-01-01T00:00:00Z' },
        'ends_at',
      ],
      [{ tone: 'maintenance', title: 'x' }, 'ends_at'],
      [{ tone: 'notice', title: 'x', affected_nodes: [123] }, 'affected_nodes'],
      [{ tone: 'notice', title: 'x', affected_regions: ['moon'] }, 'affected_regions[0]'],
    ])('refuses %j', async (body, field) => {
      const answer = await create(body)
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
      expect(answer.body['details']).toMatchObject({ field })
    })

    it('is for administrators', async () => {
      const other = await signUp(target)
      const refused = await create({ tone: 'notice', title: 'x' }, other.token)
      expect([refused.status, refused.body['code']]).toEqual([403, 'admin_required'])
    })
  })
}
