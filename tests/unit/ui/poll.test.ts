import { beforeEach, describe, expect, it } from 'vitest'
import { Poll, type PollView } from '../../../src/ui/lib/poll.ts'

type Doc = { generated_at: string; n: number }

const start = Date.parse('2026-11-22T06:00:00Z')

/** A clock whose timers run when they are told to, and a server that answers what it is told. */
class World {
  now = start
  timers: { id: number; at: number; run: () => void }[] = []
  asked: Headers[] = []
  caches: (RequestCache | undefined)[] = []
  outdated = false
  answer: () => Response | Promise<Response> = () => this.ok(1)
  #ids = 0

  ok(n: number, etag = `"${n}"`): Response {
    return Response.json(
      { generated_at: new Date(this.now - 4000).toISOString(), n },
      { headers: { etag, date: new Date(this.now).toUTCString() } },
    )
  }

  readonly deps = {
    fetch: async (_url: string, init: RequestInit): Promise<Response> => {
      this.asked.push(new Headers(init.headers))
      this.caches.push(init.cache)
      return this.answer()
    },
    outdated: () => this.outdated,
    nowMs: () => this.now,
    random: () => 0.5,
    setTimer: (run: () => void, ms: number) => {
      const id = ++this.#ids
      this.timers.push({ id, at: this.now + ms, run })
      return id
    },
    clearTimer: (id: number) => {
      this.timers = this.timers.filter((timer) => timer.id !== id)
    },
  }

  /** Runs the next timer at its time and waits for what it started. */
  async next(): Promise<number> {
    const timer = this.timers.sort((a, b) => a.at - b.at)[0]
    if (!timer) throw new Error('no timer is set')
    this.timers = this.timers.filter((other) => other !== timer)
    const waited = timer.at - this.now
    this.now = timer.at
    timer.run()
    await settle()
    return waited
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
function failing(): Promise<Response> {
  return Promise.reject(new TypeError('no network'))
}

describe('Poll', () => {
  let world: World
  let poll: Poll<Doc>
  let views: PollView<Doc>[]
  const last = (): PollView<Doc> => poll.current()

  beforeEach(() => {
    world = new World()
    views = []
    poll = new Poll<Doc>('/x', world.deps, (view) => views.push(view))
  })

  const wake = async (): Promise<void> => {
    poll.wake()
    await settle()
  }

  it('asks at once without a condition, then every 30 s with the ETag', async () => {
    await wake()
    expect(world.asked[0]?.get('if-none-match')).toBeNull()
    expect(last()).toMatchObject({ data: { n: 1 }, freshMs: start - 4000, failed: false, status: 200 })
    expect(await world.next()).toBe(30_000)
    expect(world.asked[1]?.get('if-none-match')).toBe('"1"')
  })

  it('takes the browser’s own copy at first, unless the reader has just changed something', async () => {
    await wake()
    await world.next()
    expect(world.caches).toEqual([undefined, 'no-store'])
    world.outdated = true
    world.caches = []
    new Poll<Doc>('/x', world.deps, () => undefined).wake()
    await settle()
    expect(world.caches).toEqual(['no-cache'])
  })

  it('takes a 304 as fresh and keeps the data', async () => {
    await wake()
    world.answer = () => new Response(null, { status: 304 })
    await world.next()
    expect(last()).toMatchObject({ data: { n: 1 }, freshMs: start + 30_000, failed: false, status: 304 })
  })

  it('waits longer after each failure and recovers', async () => {
    await wake()
    world.answer = failing
    expect(await world.next()).toBe(30_000)
    expect(last()).toMatchObject({ failed: true, data: { n: 1 } })
    expect(await world.next()).toBe(30_000)
    expect(await world.next()).toBe(60_000)
    expect(await world.next()).toBe(120_000)
    expect(await world.next()).toBe(300_000)
    expect(await world.next()).toBe(300_000)
    world.answer = () => world.ok(2)
    expect(await world.next()).toBe(300_000)
    expect(last()).toMatchObject({ data: { n: 2 }, failed: false })
    expect(await world.next()).toBe(30_000)
  })

  it('counts an error status as a failure and tells which', async () => {
    world.answer = () => Response.json({ error: 'x', code: 'internal' }, { status: 503 })
    await wake()
    expect(last()).toMatchObject({ failed: true, status: 503, data: undefined })
  })

  it('asks a server without a view again soon, but not for ever', async () => {
    world.answer = () => Response.json({ error: 'x', code: 'view_rebuilding' }, { status: 503 })
    await wake()
    const waits: number[] = []
    for (let i = 0; i < 7; i++) waits.push(await world.next())
    // The sixth failure waits 300 s.
    expect(waits).toEqual([3000, 3000, 3000, 3000, 3000, 300_000, 300_000])
    world.answer = () => world.ok(1)
    await world.next()
    world.answer = () => new Response(null, { status: 503 })
    await world.next()
    expect(await world.next()).toBe(30_000)
  })

  it('has no timer while paused and asks at once on return', async () => {
    await wake()
    poll.pause()
    expect(world.timers).toEqual([])
    world.now += 3_600_000
    world.answer = () => world.ok(3)
    await wake()
    expect(last()).toMatchObject({ data: { n: 3 }, failed: false })
    expect(world.timers).toHaveLength(1)
  })

  it('sets no timer when it was paused while waiting for an answer', async () => {
    let give: (response: Response) => void = () => undefined
    world.answer = () => new Promise<Response>((resolve) => (give = resolve))
    await wake()
    poll.pause()
    give(world.ok(1))
    await settle()
    expect(world.timers).toEqual([])
    expect(last().data).toMatchObject({ n: 1 })
  })

  it('asks once at a time', async () => {
    let give: (response: Response) => void = () => undefined
    world.answer = () => new Promise<Response>((resolve) => (give = resolve))
    poll.wake()
    poll.wake()
    await settle()
    expect(world.asked).toHaveLength(1)
    give(world.ok(1))
  })

  it('shows a seed until the first answer, and does not send its ETag', async () => {
    poll.seed({ generated_at: 'x', n: 0 }, start - 7_200_000)
    expect(last()).toMatchObject({ data: { n: 0 }, freshMs: start - 7_200_000, status: 0 })
    await wake()
    expect(world.asked[0]?.get('if-none-match')).toBeNull()
    expect(last().data?.n).toBe(1)
  })

  it("goes by the server's clock when the reader's is far off", async () => {
    world.answer = () =>
      Response.json(
        { generated_at: new Date(start + 3_600_000).toISOString(), n: 1 },
        {
          headers: { date: new Date(start + 3_600_000).toUTCString() },
        },
      )
    await wake()
    expect(poll.now()).toBe(start + 3_600_000)
    expect(last().freshMs).toBe(start + 3_600_000)
  })
})
