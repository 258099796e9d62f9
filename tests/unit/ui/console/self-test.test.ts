import { describe, expect, it } from 'vitest'
import type { SelfTestInput } from '../../../../src/contract/self-test.ts'
import { toMarkdown } from '../../../../src/ui/pages/console/self-test/markdown.ts'
import { clockRow, siteRows } from '../../../../src/ui/pages/console/self-test/page-rows.ts'
import { RunRefused, runSelfTest, type Posted } from '../../../../src/ui/pages/console/self-test/run.ts'

const run = '0mhhz6f9_5f3a9c01'

/** A site that answers every step with no rows, but for those of `refuse`. */
function site(refuse: (body: SelfTestInput) => Posted | undefined) {
  const posted: SelfTestInput[] = []
  return {
    posted,
    world: {
      origin: 'https://nodes.example',
      nowMs: () => 0,
      wait: () => Promise.resolve(),
      get: () => Promise.resolve({ status: 404, path: '/', header: () => null }),
      post: (body: SelfTestInput): Promise<Posted> => {
        posted.push(body)
        const { step } = body
        const answer = { step, run, now_ms: 0, rows: [], facts: { platform: 'here' } }
        return Promise.resolve(refuse(body) ?? { ok: true, answer })
      },
    },
  }
}

describe('a run', () => {
  it('goes on when a step gets no answer, and says which; what is limited is no finding', async () => {
    const { world, posted } = site(({ step }) => {
      if (step === 'password' || step === 'backup') return { ok: false, status: 545, code: '' }
      return step === 'mail' ? { ok: false, status: 429, code: 'rate_limited' } : undefined
    })
    const { rows } = await runSelfTest(world, () => {})
    const found = Object.fromEntries(rows.map(({ code, measured }) => [code, measured]))
    expect(found).toMatchObject({ password_cut: 'HTTP 545', step_failed: 'backup: HTTP 545' })
    expect(Object.keys(found).filter((code) => code.startsWith('mail'))).toEqual([])
    expect(posted.at(-1)).toMatchObject({ step: 'end', run, found: rows })
  })

  it('says of a hash that was cut off what can still be done, by which hash it is', async () => {
    const { world } = site(({ step }) => {
      if (step === 'password') return { ok: false, status: 545, code: '' }
      const facts = { password_hash: 'pbkdf2' }
      return { ok: true, answer: { step, run, now_ms: 0, rows: [], facts } }
    })
    const { rows } = await runSelfTest(world, () => {})
    expect(rows.flatMap(({ code }) => (code.endsWith('_cut') ? [code] : []))).toEqual(['pbkdf2_cut'])
  })

  it('is refused as a whole when the first step is', async () => {
    const { world, posted } = site(() => ({ ok: false, status: 401, code: 'jwt_secret_wrong' }))
    await expect(runSelfTest(world, () => {}, 'wrong')).rejects.toThrow(RunRefused)
    expect(posted).toEqual([{ step: 'storage', jwt_secret: 'wrong' }])
  })

  it('looks again when the first look is due, though a slow site has steps left', async () => {
    const { world, posted } = site(() => undefined)
    let nowMs = 0
    const slow = { ...world, nowMs: () => nowMs }
    const post = (body: SelfTestInput): Promise<Posted> => {
      nowMs += 3_000
      return world.post(body)
    }
    await runSelfTest({ ...slow, post }, () => {})
    const looks = posted.flatMap(({ step, since_s }) => (step === 'look' ? [since_s] : []))
    expect(looks[0]).toBe(6)
    expect(looks).toHaveLength(4)
    expect(looks.slice(1).every((since = 0) => since >= 30)).toBe(true)
  })

  it('shows the secret with each step, where there is nobody to sign in', async () => {
    const { world, posted } = site(() => undefined)
    await runSelfTest(world, () => {}, 'secret')
    expect(posted.every(({ jwt_secret }) => jwt_secret === 'secret')).toBe(true)
  })
})

describe('what only a visitor sees', () => {
  it.each([
    [0, 0, 100, 'clock_right'],
    [5_200, 0, 100, 'clock_off'],
    [-61_000, 0, 100, 'clock_wrong'],
  ])('a server at %d for a page between %d and %d: %s', (server, before, after, code) => {
    expect(clockRow(server, before, after).code).toBe(code)
  })

  it('tells a good site from a bad one', async () => {
    let id = 0
    const good = {
      origin: 'https://nodes.example',
      get: (path: string) =>
        Promise.resolve({
          status: path === '/' || path.startsWith('/feed') || path.startsWith('/api') ? 200 : 404,
          path: path === '/feed.xml' ? '/api/feed.xml' : path,
          header: (name: string) => {
            if (name === 'x-request-id') return String((id += 1))
            return name === 'content-type' ? 'application/atom+xml' : 'max-age=1'
          },
        }),
    }
    const bad = {
      origin: 'http://nodes.example',
      get: (path: string) => Promise.resolve({ status: 200, path, header: () => 'the same' }),
    }
    const codes = async (reach: Parameters<typeof siteRows>[0]): Promise<string[]> =>
      (await siteRows(reach)).map(({ code }) => code)
    expect(await codes(good)).toEqual([
      'https_strict',
      'not_found_page',
      'feed_redirected',
      'no_store_honoured',
    ])
    const lax = { ...good, get: async (path: string) => ({ ...(await good.get(path)), header: () => null }) }
    expect(await codes(lax)).toContain('https_only')
    expect(await codes(bad)).toEqual(['https_missing', 'not_found_wrong', 'feed_missing', 'no_store_ignored'])
  })
})

it('the Markdown has trouble first, breaks out of no cell, and names no site', () => {
  const text = toMarkdown({
    at: '2026-11-04T00:00:00.000Z',
    version: '0.2.0',
    facts: { platform: 'a|b' },
    rows: [
      { code: 'loop_runs', measured: '1\n|2' },
      { code: 'origin_differs', measured: 'https://secret.example / https://other.example' },
    ],
  })
  const [red = '', green = ''] = text
    .split('\n')
    .filter((line) => line.startsWith('| red') || line.startsWith('| green'))
  expect(red).toContain('`origin_differs`')
  expect(green).toContain('1 \\|2')
  expect(text).toContain('version 0.2.0 · 2026-11-04T00:00:00.000Z · platform a\\|b')
  expect(text).not.toContain('example')
})
