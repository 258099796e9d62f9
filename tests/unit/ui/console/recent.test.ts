import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openApi } from '../../../../src/ui/lib/api.ts'
import { ApiProblem } from '../../../../src/ui/lib/api-problem.ts'
import {
  forgetRecent,
  readNode,
  rememberDeleted,
  rememberNode,
  withRecent,
} from '../../../../src/ui/pages/console/nodes/recent.ts'
import { ownNode } from './own-node.ts'

const old = ownNode({
  revision: 5,
  notes: 'old',
  last_report_at: '2026-11-22T06:00:00.000Z',
  used_traffic: 9,
})
const mine = ownNode({
  revision: 6,
  notes: 'mine',
  last_report_at: null,
  used_traffic: 0,
  report_token: 'etr_secret',
})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  forgetRecent()
  vi.useRealTimers()
})

describe('withRecent', () => {
  it('lays an own write over an older read, live figures excepted, for 90 s', () => {
    rememberNode(mine)
    const [shown] = withRecent([old], Date.now(), true)
    expect(shown).toMatchObject({
      revision: 6,
      notes: 'mine',
      used_traffic: 9,
      last_report_at: old.last_report_at,
    })
    vi.advanceTimersByTime(90_001)
    expect(withRecent([old], Date.now(), true)).toEqual([old])
  })

  it('gives way to a read that is as new', () => {
    rememberNode(mine)
    const read = ownNode({ revision: 7, notes: 'newer' })
    expect(withRecent([read], Date.now(), true)).toEqual([read])
  })

  it('puts in what was made here and leaves out what was deleted here', () => {
    rememberNode(mine)
    expect(withRecent([], Date.now(), true).map((node) => node.id)).toEqual([mine.id])
    expect(withRecent([], Date.now(), false)).toEqual([])
    rememberDeleted(mine.id)
    expect(withRecent([old], Date.now(), true)).toEqual([])
  })

  it('keeps no token', () => {
    rememberNode(mine)
    expect(JSON.stringify(withRecent([], Date.now(), true))).not.toContain('etr_secret')
  })
})

describe('readNode', () => {
  const api = (status: number, body: unknown) =>
    openApi({
      fetch: () => Promise.resolve(new Response(JSON.stringify(body), { status })),
      token: () => 'jwt',
      recover: () => Promise.resolve(false),
      prove: () => Promise.resolve(false),
      refused: () => undefined,
      wrote: () => undefined,
    })
  const missing = api(404, { error: '节点不存在', code: 'node_not_found' })
  const { signal } = new AbortController()

  it('does not lose a node that was made a moment ago', async () => {
    rememberNode(mine)
    expect((await readNode(missing, mine.id, signal)).notes).toBe('mine')
    const read = api(200, { node: { ...old, listing: 'listed', listing_reason: '' } })
    expect((await readNode(read, old.id, signal)).notes).toBe('mine')
  })

  it('says that there is none when there is none', async () => {
    await expect(readNode(missing, 77, signal)).rejects.toBeInstanceOf(ApiProblem)
    rememberDeleted(mine.id)
    await expect(readNode(missing, mine.id, signal)).rejects.toBeInstanceOf(ApiProblem)
  })
})
