import { describe, expect, test } from 'vitest'
import { readRecord } from '../../../src/store/kv/record.ts'
import { listAll, mapBounded, parseRecord, type Kv, type KvPage } from '../../../src/store/kv/port.ts'

function listing(pages: KvPage[]): Kv {
  return {
    get: async () => null,
    put: async () => {},
    delete: async () => {},
    list: async (options) =>
      pages[options?.cursor ? Number(options.cursor) : 0] ?? { complete: true, keys: [] },
  }
}

describe('listAll', () => {
  test('pages on, reads key or name, sorts, drops doubles', async () => {
    const kv = listing([
      { complete: false, cursor: '1', keys: [{ key: 'b' }, { name: 'c' }] },
      { complete: true, cursor: '', keys: [{ key: 'a' }, { key: 'b' }] },
    ])
    expect(await listAll(kv, '')).toEqual({ keys: ['a', 'b', 'c'], complete: true })
  })
  test('stops when a page brings nothing new, whatever its cursor says', async () => {
    let asked = 0
    const kv = {
      ...listing([]),
      list: async (): Promise<KvPage> => {
        asked += 1
        return { complete: false, cursor: `c${asked}`, keys: [{ key: 'a' }, { key: 'b' }] }
      },
    }
    expect(await listAll(kv, '')).toEqual({ keys: ['a', 'b'], complete: false })
    expect(asked).toBe(2)
  })
  test('stops at an empty page and at the bound of pages', async () => {
    const endless: KvPage = { complete: false, cursor: '0', keys: [{ key: 'a' }] }
    expect(await listAll(listing([endless]), '', 3)).toEqual({ keys: ['a'], complete: false })
    const empty: KvPage = { complete: false, cursor: '0', keys: [] }
    expect(await listAll(listing([empty]), '')).toEqual({ keys: [], complete: true })
  })
})

describe('mapBounded', () => {
  test('keeps the order and never runs more than the width at a time', async () => {
    let running = 0
    let most = 0
    const results = await mapBounded([1, 2, 3, 4, 5], 2, async (item) => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      return item * 10
    })
    expect(results).toEqual([10, 20, 30, 40, 50])
    expect(most).toBe(2)
  })
})

describe('readRecord', () => {
  test.each<[string | null, unknown]>([
    [null, { kind: 'absent' }],
    ['{"v":1,"a":2}', { kind: 'readable', record: { v: 1, a: 2 } }],
    ['{"v":2,"a":2}', { kind: 'unreadable', isNewer: true }],
    ['{"v":0}', { kind: 'unreadable', isNewer: false }],
    ['{"v":1}', { kind: 'unreadable', isNewer: false }],
    ['', { kind: 'unreadable', isNewer: false }],
    ['{', { kind: 'unreadable', isNewer: false }],
    ['null', { kind: 'unreadable', isNewer: false }],
    ['[]', { kind: 'unreadable', isNewer: false }],
  ])('%s', (text, reading) => {
    expect(readRecord(text, ({ a }) => a === 2)).toEqual(reading)
  })
})

describe('parseRecord', () => {
  test('takes version 1 objects only', () => {
    expect(parseRecord('{"v":1,"a":2}')).toEqual({ v: 1, a: 2 })
    for (const text of [null, '', '{', 'null', '[]', '{"v":2}']) expect(parseRecord(text)).toBeUndefined()
  })
})
