import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SiteEvent } from '../../../../src/contract/events.ts'
import {
  createChannel,
  deleteChannel,
  listChannels,
  listDeliveries,
  noteClock,
  sendAlerts,
  testChannel,
  updateChannel,
} from '../../../../src/services/alerts/index.ts'
import { deleteMe } from '../../../../src/services/auth/delete-me.ts'
import { updateNode } from '../../../../src/services/nodes/index.ts'
import { writeEvents } from '../../../../src/store/events/index.ts'
import { writeLastTick } from '../../../../src/store/tick/index.ts'
import {
  accountContext,
  addNode,
  addUser,
  asAdmin,
  codeOf,
  initializedWorld,
  signedIn,
  type AccountContext,
} from '../../../support/accounts.ts'
import { sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'
import { notifiedService } from '../../../support/notified-service.ts'

const minute = 60_000
const owner = 'owner@example.com'
const own = { scope: 'own' } as const
const site = { scope: 'site' } as const

let service: Awaited<ReturnType<typeof notifiedService>>
beforeAll(async () => {
  service = await notifiedService()
})
afterAll(() => service.stop())

let world: SimKv
let user: AccountContext

function contextAt(place = 0): AccountContext {
  return accountContext(world, { place, publicFetch: service.publicFetch })
}

async function tick(place = 0): Promise<number> {
  const ctx = contextAt(place)
  const { alerted = 0 } = await sendAlerts(ctx, new AbortController().signal)
  await ctx.background()
  return alerted
}

async function happens(...events: readonly (Omit<SiteEvent, 'why'> & { why?: string })[]): Promise<void> {
  await writeEvents(
    contextAt(),
    events.map((event) => ({ why: event.node === 0 ? '' : 'silent', ...event })),
  )
}

/** Bodies that the receiver has got since it was last asked, tests left out. */
let seen = 0
function told(): Record<string, unknown>[] {
  const news = service.calls.slice(seen).map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  seen = service.calls.length
  return news.filter(({ event }) => event !== 'test')
}

type Input = Parameters<typeof createChannel>[2]

const hook: Input = {
  kind: 'webhook',
  name: 'hook',
  credential: { url: 'https://hook.example.com/in/abcdefgh1234' },
  language: 'en',
  events: ['offline', 'unreachable', 'quota_95'],
  nodes: [],
  after_minutes: 5,
  reminder: 'never',
  quiet: '',
  utc_offset: 0,
}

beforeEach(async () => {
  world = await initializedWorld(new SimKv())
  await addUser(world, owner)
  world.settle()
  user = { ...(await signedIn(world, owner)), publicFetch: service.publicFetch }
  service.behaviour = { status: 200, body: 'ok' }
  told()
})
afterEach(() => {
  service.behaviour = { status: 200, body: 'ok' }
})

/** The owner as they come back later. */
function later(): AccountContext {
  return { ...user, ...contextAt(), caller: user.caller }
}

describe('channels', () => {
  it('are saved once a test has arrived, shown by four characters, sealed, and changed field by field', async () => {
    const { channel } = await createChannel(user, own, {
      ...hook,
      credential: { ...hook.credential, secret: 'a word' },
    })
    expect(channel).toMatchObject({ kind: 'webhook', last_four: '1234', off_reason: null })
    expect(service.calls.at(-1)?.headers['x-signature']).toMatch(/^sha256=[0-9a-f]{64}$/)
    expect(JSON.stringify(channel)).not.toContain('hook.example.com')
    for (const [key, value] of world.dump()) expect(`${key} ${value}`).not.toContain('abcdefgh1234')
    world.nowMs += minute
    const changed = await updateChannel(later(), own, channel.id, { name: 'other', after_minutes: 9 })
    expect(changed.channel).toMatchObject({
      id: channel.id,
      name: 'other',
      after_minutes: 9,
      last_four: '1234',
    })
    expect(service.calls.at(-1)?.headers['x-signature']).toMatch(/^sha256=/)
    // A secret of one address is not kept for another.
    await updateChannel(later(), own, channel.id, {
      credential: { url: 'https://other.example.com/in/aaaabbbbcccc' },
    })
    expect(service.calls.at(-1)?.headers['x-signature']).toBeUndefined()
    expect((await listChannels(later(), own)).channels).toHaveLength(1)
    await deleteChannel(later(), own, channel.id)
    expect((await listChannels(later(), own)).channels).toEqual([])
    expect(await codeOf(testChannel(later(), own, channel.id))).toBe('channel_not_found')
  })

  it('are not saved when the service refuses, whose words are told without the credential', async () => {
    service.behaviour = { status: 404, body: '{"message":"no hook abcdefgh1234 here"}' }
    const saving = createChannel(user, own, hook)
    await expect(saving).rejects.toMatchObject({
      code: 'channel_refused',
      details: { reason: 'HTTP 404: no hook **** here' },
    })
    expect((await listChannels(later(), own)).channels).toEqual([])
  })

  it.each<[Input, string]>([
    [{ ...hook, credential: {} }, 'missing_field'],
    [{ ...hook, credential: { url: 'https://10.0.0.1/' } }, 'channel_target_forbidden'],
    [{ ...hook, credential: { url: 'http://example.com/' } }, 'channel_target_forbidden'],
    [{ ...hook, credential: { url: 'https://example.com/', other: 'x' } }, 'invalid_field'],
    [{ ...hook, kind: 'telegram', credential: { token: 'x', chat_id: '1' } }, 'invalid_field'],
    [{ ...hook, kind: 'feishu', credential: { url: 'https://example.com/' } }, 'invalid_field'],
    [{ ...hook, kind: 'mail', credential: { to: 'other@example.com' } }, 'invalid_field'],
    [{ ...hook, kind: 'mail', credential: {} }, 'channel_refused'],
  ])('refuses %j: %s', async (input, code) => {
    const before = service.calls.length
    expect(await codeOf(createChannel(user, own, input))).toBe(code)
    expect(service.calls).toHaveLength(before)
  })

  it('are ten at most, and those of the site are its admins’', async () => {
    for (let at = 0; at < 10; at += 1) await createChannel(user, own, hook)
    expect(await codeOf(createChannel(user, own, hook))).toBe('channel_limit')
    expect(await codeOf(listChannels(user, site))).toBe('admin_required')
    const admin = { ...(await asAdmin(world)), publicFetch: service.publicFetch }
    const { channel } = await createChannel(admin, site, { ...hook, events: ['mail_failing'] })
    expect((await listChannels(admin, own)).channels).toEqual([])
    expect((await listChannels(admin, site)).channels.map(({ id }) => id)).toEqual([channel.id])
    expect(await codeOf(deleteChannel(user, own, channel.id))).toBe('channel_not_found')
  })

  it('go with their user', async () => {
    await createChannel(user, own, hook)
    await deleteMe(later(), { password: 'password123' })
    expect([...world.dump().keys()].filter((key) => key.startsWith('ch_'))).toEqual([])
  })
})

describe('messages', () => {
  it('say of a node that no place can join whether it still reports', async () => {
    await createChannel(user, own, hook)
    const [alive, gone, mute] = [
      await addNode(world, owner, 'alive'),
      await addNode(world, owner, 'gone'),
      await addNode(world, owner, 'mute'),
    ]
    world.nowMs += 10 * minute
    for (const id of [alive, gone]) await sendReport(world, id, { status: 'online' })
    world.nowMs += minute
    const beganMs = world.nowMs
    await happens(
      ...[alive, gone, mute].map((node) => ({
        ms: beganMs,
        node,
        kind: 'unreachable' as const,
        why: 'refused',
      })),
    )
    world.nowMs += 2 * minute
    await sendReport(world, alive, { status: 'online' })
    world.nowMs += 5 * minute
    told()
    expect(await tick()).toBe(1)
    const changes = told()[0]?.['changes'] as { node: { name: string }; message: string }[]
    const texts = new Map(changes.map(({ node, message }) => [node.name, message]))
    expect(texts.get('alive')).toContain('It still reports')
    expect(texts.get('gone')).toMatch(/Its last report came at \d\d:\d\d/)
    expect(texts.get('mute')).toMatch(/refuses connections\. Check the machine/)
  })

  it('tell a down after n minutes and once, then the recovery', async () => {
    const id = await addNode(world, owner, 'Hangzhou-5')
    await createChannel(user, own, hook)
    told()
    const beganMs = world.nowMs + minute
    world.nowMs = beganMs + 2 * minute
    await happens({ ms: beganMs, node: id, kind: 'offline' })
    expect(await tick()).toBe(0)
    world.nowMs = beganMs + 5 * minute
    expect(await tick()).toBe(1)
    const [message, ...others] = told()
    expect(others).toEqual([])
    expect(message).toMatchObject({
      event: 'down',
      node: { id, name: 'Hangzhou-5' },
      state: 'down',
      since: new Date(beganMs).toISOString(),
    })
    expect(message?.['message']).toMatch(/^Hangzhou-5 has been offline since \d\d:\d\d: no report has come\./)
    for (let minutes = 6; minutes < 30; minutes += 1) {
      world.nowMs = beganMs + minutes * minute
      expect(await tick()).toBe(0)
    }
    await happens({ ms: world.nowMs, node: id, kind: 'online' })
    expect(await tick()).toBe(1)
    expect(told()[0]).toMatchObject({ event: 'up', state: 'up', node: { id } })
    expect(await tick()).toBe(0)
  })

  it('are one for thirty nodes that go down at once, and for their return', async () => {
    const ids: number[] = []
    for (let at = 0; at < 30; at += 1) ids.push(await addNode(world, owner, `n${at}`))
    await createChannel(user, own, hook)
    told()
    world.nowMs += 10 * minute
    await happens(
      ...ids.map((node, at) => ({ ms: world.nowMs - 6 * minute + at, node, kind: 'offline' as const })),
    )
    expect(await tick()).toBe(1)
    const [message, ...others] = told()
    expect(others).toEqual([])
    expect(message?.['changes']).toHaveLength(30)
    expect(await tick()).toBe(0)
    await happens(...ids.map((node) => ({ ms: world.nowMs, node, kind: 'online' as const })))
    expect(await tick()).toBe(1)
    expect(told()[0]?.['changes']).toHaveLength(30)
  })

  it('come at most once from each place', async () => {
    const id = await addNode(world, owner, 'n')
    await createChannel(user, own, hook)
    world.nowMs += 10 * minute
    await happens({ ms: world.nowMs - 6 * minute, node: id, kind: 'offline' })
    world.nowMs += 2 * minute
    told()
    for (let at = 0; at < 6; at += 1) {
      await tick(0)
      await tick(1)
      world.nowMs += minute
    }
    expect(told().length).toBeLessThanOrEqual(2)
  })

  it('are about a channel’s nodes alone, not about paused or deleted ones', async () => {
    const [one, two, paused] = [
      await addNode(world, owner, 'one'),
      await addNode(world, owner, 'two'),
      await addNode(world, owner, 'paused'),
    ]
    await createChannel(user, own, { ...hook, nodes: [one, paused] })
    await addUser(world, 'other@example.com')
    const foreign = await addNode(world, 'other@example.com', 'foreign')
    await updateNode(later(), { id: paused, change: { is_enabled: 0 } })
    told()
    world.nowMs += 10 * minute
    await happens(
      ...[one, two, paused, foreign].map((node) => ({
        ms: world.nowMs - 6 * minute,
        node,
        kind: 'offline' as const,
      })),
    )
    await tick()
    expect(told().flatMap(({ changes }) => changes)).toMatchObject([{ node: { id: one } }])
  })

  it('wait for the end of quiet hours', async () => {
    const id = await addNode(world, owner, 'n')
    world.nowMs = Date.UTC(2026, 0, 16, 15)
    await createChannel(user, own, { ...hook, quiet: '23:00-00:00', utc_offset: 480 })
    told()
    await happens({ ms: world.nowMs + minute, node: id, kind: 'offline' })
    world.nowMs += 30 * minute
    expect(await tick()).toBe(0)
    world.nowMs += 30 * minute
    expect(await tick()).toBe(1)
  })

  it('remind every day of what lasts, where that is wanted', async () => {
    const id = await addNode(world, owner, 'n')
    await createChannel(user, own, { ...hook, reminder: 'daily' })
    world.nowMs += 10 * minute
    await happens({ ms: world.nowMs - 6 * minute, node: id, kind: 'offline' })
    const words: unknown[] = []
    told()
    for (let quarter = 0; quarter < 4 * 24 * 3; quarter += 1) {
      await tick()
      words.push(...told().map(({ event }) => event))
      world.nowMs += 15 * minute
    }
    expect(words).toEqual(['down', 'still', 'still'])
  })

  it('say nothing of nodes that fell silent while no tick came', async () => {
    const id = await addNode(world, owner, 'n')
    await createChannel(user, own, hook)
    const awayMs = world.nowMs
    world.nowMs += 60 * minute
    await happens(
      { ms: awayMs, node: 0, kind: 'clock_stopped' },
      { ms: world.nowMs, node: 0, kind: 'clock_runs' },
      { ms: awayMs + 20 * minute, node: id, kind: 'offline' },
    )
    told()
    await tick()
    world.nowMs += 5 * minute
    await happens({ ms: world.nowMs, node: id, kind: 'online' })
    await tick()
    world.nowMs += 30 * minute
    await tick()
    expect(told()).toEqual([])
  })

  it.each<readonly [Input['events'][number], string, string]>([
    ['mail_failing', 'no route', 'Mails fail: no route. Check the mail settings.'],
    ['queue_waiting', 'rounds', 'Checks are waiting: rounds.'],
    [
      'store_errors',
      'storage_unavailable',
      'The store has errors: storage_unavailable. Check the disk or the database of the server.',
    ],
    ['checker_doubtful', '', 'The checker'],
    ['clock_stopped', '', 'The clock'],
  ])('tell admins of the site of %s, once, in words', async (kind, why, words) => {
    const admin = { ...(await asAdmin(world)), publicFetch: service.publicFetch }
    await createChannel(admin, site, { ...hook, events: [kind] })
    told()
    world.nowMs += minute
    await writeEvents(contextAt(), [{ ms: world.nowMs, node: 0, kind, why }])
    for (let at = 0; at < 8; at += 1) {
      await tick()
      world.nowMs += minute
    }
    const messages = told().map(({ message }) => String(message))
    expect(messages).toHaveLength(1)
    expect(messages[0]).toContain(words)
  })

  it.each([1, 25, 30, 24 * 20])(
    'tell admins that the clock stood still for %i hours, once',
    async (hours) => {
      const admin = { ...(await asAdmin(world)), publicFetch: service.publicFetch }
      await createChannel(admin, site, { ...hook, events: ['clock_stopped'] })
      world.nowMs += minute
      const startMs = world.nowMs
      await writeLastTick(contextAt(), {
        v: 1,
        startMs,
        tookMs: 0,
        due: 0,
        checked: 0,
        alerted: 0,
        left: [],
      })
      told()
      world.nowMs += hours * 60 * minute
      for (let at = 0; at < 3; at += 1) {
        if (at === 0) await noteClock(contextAt())
        await tick()
        world.nowMs += minute
      }
      expect(told()).toMatchObject([{ state: 'up', since: new Date(startMs).toISOString() }])
    },
  )

  it('tell admins of the site', async () => {
    const admin = { ...(await asAdmin(world)), publicFetch: service.publicFetch }
    await createChannel(admin, site, { ...hook, events: ['mail_failing', 'checker_doubtful'] })
    told()
    world.nowMs += minute
    await happens({ ms: world.nowMs, node: 0, kind: 'checker_doubtful' })
    await tick()
    world.nowMs += minute
    await happens({ ms: world.nowMs, node: 0, kind: 'checker_well' })
    await tick()
    expect(told().map(({ event, node }) => [event, node])).toEqual([
      ['down', null],
      ['up', null],
    ])
  })
})

describe('deliveries', () => {
  async function downNode(): Promise<string> {
    const id = await addNode(world, owner, 'n')
    const { channel } = await createChannel(user, own, hook)
    world.nowMs += 10 * minute
    await happens({ ms: world.nowMs - 6 * minute, node: id, kind: 'offline' })
    told()
    return channel.id
  }

  it('are tried again slower and slower, and what is new goes with them', async () => {
    const id = await downNode()
    service.behaviour = { status: 503, body: 'down' }
    const triedAt: number[] = []
    for (let at = 0; at < 40; at += 1) {
      await tick()
      if (told().length > 0) triedAt.push(at)
      world.nowMs += minute
    }
    expect(triedAt).toEqual([0, 1, 3, 7, 15, 31])
    service.behaviour = { status: 200, body: 'ok' }
    world.nowMs += 30 * minute
    expect(await tick()).toBe(1)
    const { deliveries } = await listDeliveries(later(), own, id)
    expect(deliveries.map(({ result }) => result)).toEqual(['sent', ...triedAt.map(() => 'retry')])
    expect(deliveries.at(-1)).toMatchObject({
      reason: 'HTTP 503: down',
      items: [{ word: 'down', event: 'offline' }],
    })
  })

  it('are given up after a day, which is shown', async () => {
    const id = await downNode()
    service.behaviour = 'reset'
    for (let at = 0; at < 60; at += 1) {
      await tick()
      world.nowMs += 30 * minute
    }
    const before = (await listDeliveries(later(), own, id)).deliveries
    expect(before[0]).toMatchObject({ result: 'given_up', items: [{ word: 'down' }] })
    service.behaviour = { status: 200, body: 'ok' }
    told()
    await tick()
    expect(told()).toEqual([])
  })

  it('end with a channel that is gone: it is off, its owner sees why, and saving switches it on', async () => {
    const node = await addNode(world, owner, 'n')
    service.behaviour = { status: 200, body: '{"ok":true}' }
    const { channel } = await createChannel(user, own, {
      ...hook,
      kind: 'telegram',
      credential: { token: '123456:abcdefghijklmnopqrstuvwxyz', chat_id: '1' },
    })
    world.nowMs += 10 * minute
    await happens({ ms: world.nowMs - 6 * minute, node, kind: 'offline' })
    service.behaviour = {
      status: 403,
      body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked"}',
    }
    await tick()
    const [off] = (await listChannels(later(), own)).channels
    expect(off?.off_reason).toBe('HTTP 403, 403: Forbidden: bot was blocked')
    const calls = service.calls.length
    world.nowMs += 10 * minute
    await tick()
    expect(service.calls).toHaveLength(calls)
    service.behaviour = { status: 200, body: '{"ok":true}' }
    await updateChannel(later(), own, channel.id, {})
    expect((await listChannels(later(), own)).channels[0]?.off_reason).toBeNull()
  })

  it('are forty in a tick, the others in the next ones', async () => {
    for (let at = 0; at < 5; at += 1) {
      const email = `many${at}@example.com`
      await addUser(world, email)
      const many = { ...(await signedIn(world, email)), publicFetch: service.publicFetch }
      await addNode(world, email, 'n')
      for (let channel = 0; channel < 10; channel += 1)
        await createChannel(many, own, { ...hook, events: ['full'] })
    }
    const nodes = [...world.dump().keys()].filter((key) => key.startsWith('n_'))
    expect(nodes).toHaveLength(5)
    world.nowMs += minute
    const ids = nodes.map((key) => Number.parseInt(key.slice(3), 36))
    await happens(...ids.map((node) => ({ ms: world.nowMs, node, kind: 'full' as const })))
    expect(await tick()).toBe(40)
    world.nowMs += minute
    expect(await tick()).toBe(10)
    world.nowMs += minute
    expect(await tick()).toBe(0)
  })

  it('are begun within nine seconds of a tick; the others are due in the next one', async () => {
    await addNode(world, owner, 'n')
    for (let at = 0; at < 10; at += 1) await createChannel(user, own, { ...hook, events: ['full'] })
    world.nowMs += minute
    const node = Number.parseInt(
      [...world.dump().keys()].find((key) => key.startsWith('n_'))?.slice(3) ?? '',
      36,
    )
    await happens({ ms: world.nowMs, node, kind: 'full' })
    // Eight at once, each of which takes a service two seconds.
    const publicFetch: typeof service.publicFetch = (url, init) => {
      world.nowMs += 2000
      return service.publicFetch(url, init)
    }
    const ctx = { ...contextAt(), publicFetch }
    expect(await sendAlerts(ctx, new AbortController().signal)).toEqual({ alerted: 8 })
    world.nowMs += minute
    expect(await tick()).toBe(2)
  })

  it('are no more a day than a service takes; what happens meanwhile is one message', async () => {
    const node = await addNode(world, owner, 'n')
    service.behaviour = { status: 200, body: '{"code":0}' }
    await createChannel(user, own, {
      ...hook,
      kind: 'serverchan',
      credential: { key: 'SCT123456abcdefghijklmnop' },
      events: ['full'],
    })
    let sent = 0
    for (let at = 0; at < 8; at += 1) {
      world.nowMs += 2 * 60 * minute
      await happens({ ms: world.nowMs, node, kind: 'full' })
      sent += await tick()
    }
    expect(sent).toBe(5)
    service.calls.length = 0
    seen = 0
    world.nowMs += 10.5 * 60 * minute
    expect(await tick()).toBe(1)
    expect(service.calls.map(({ body }) => String(JSON.parse(body).desp).match(/is full/g)?.length)).toEqual([
      3,
    ])
    expect(await tick()).toBe(0)
  })

  it('leave fifty behind, and what still matters', async () => {
    const id = await addNode(world, owner, 'n')
    await createChannel(user, own, { ...hook, events: ['offline', 'full'] })
    world.nowMs += 10 * minute
    const downMs = world.nowMs - 6 * minute
    await happens({ ms: downMs, node: id, kind: 'offline' })
    await tick()
    for (let at = 0; at < 100; at += 1) {
      world.nowMs += 2 * 60 * minute
      await happens({ ms: world.nowMs, node: id, kind: 'full' })
      await tick()
    }
    const keys = [...world.dump().keys()].filter((key) => key.startsWith('al_'))
    expect(keys.length).toBeGreaterThan(49)
    expect(keys.length).toBeLessThan(70)
    told()
    await happens({ ms: world.nowMs, node: id, kind: 'online' })
    await tick()
    expect(told()[0]).toMatchObject({ event: 'up' })
  })

  it('cost a list in a tick where nobody has a channel', async () => {
    const ctx = contextAt()
    await sendAlerts(ctx, new AbortController().signal)
    expect(ctx.kv.counts).toEqual({ get: 0, put: 0, delete: 0, list: 1 })
  })
})
