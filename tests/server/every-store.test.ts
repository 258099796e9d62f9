import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAll } from '../../src/store/kv/port.ts'
import type { Kv } from '../../src/store/kv/index.ts'
import { stores, type OpenStore } from '../support/server-stores.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
/** The largest value of EdgeOne, as its documents count. */
const megabyte = 1_000_000

describe.each(stores)('$name', ({ isHere, open }) => {
  let opened: OpenStore
  let kv: Kv
  beforeAll(async () => {
    if (!isHere) return
    opened = await open()
    ;({ kv } = opened)
  })
  afterAll(() => opened?.close())

  test.skipIf(!isHere)('puts, overwrites, reads, deletes and forgets', async () => {
    expect(await kv.get('op_a')).toBeNull()
    await kv.put('op_a', '1')
    await kv.put('op_a', '值 😀 \n\t"\\')
    expect(await kv.get('op_a')).toBe('值 😀 \n\t"\\')
    await kv.delete('op_a')
    await kv.delete('op_a')
    expect(await kv.get('op_a')).toBeNull()
    expect((await kv.list({ prefix: 'op_', limit: 256 })).keys).toEqual([])
  })

  test.skipIf(!isHere)('keeps every text as it is', async () => {
    const texts = [
      '',
      '\u0000',
      'a\u0000b\ue000c\ue0000\ue0001',
      '\ue000',
      `'; drop table x --`,
      '$1',
      '\\x41',
    ]
    for (const [index, text] of texts.entries()) await kv.put(`txt_${index}`, text)
    const read = await Promise.all(texts.map((_, index) => kv.get(`txt_${index}`)))
    expect(read).toEqual(texts)
  })

  test.skipIf(!isHere)('lists by code unit, whatever the order of writing', async () => {
    const keys = [...alphabet].map((character) => `ord_${character}`)
    const mixed = [...keys, 'ord', 'ord_0_', 'ord_a0', 'ord_aZ', 'ord_a_', 'ord_aa', 'orda'].toSorted(
      (one, other) => (one.split('').toReversed().join() < other.split('').toReversed().join() ? -1 : 1),
    )
    for (const key of mixed) await kv.put(key, '1')
    const wanted = mixed.filter((key) => key.startsWith('ord_')).toSorted()
    expect(await keysOf(kv, 'ord_')).toEqual(wanted)
    expect(await keysOf(kv, 'ord_a')).toEqual(['ord_a', 'ord_a0', 'ord_aZ', 'ord_a_', 'ord_aa'])
    expect((await keysOf(kv, '')).filter((key) => key.startsWith('ord'))).toEqual(mixed.toSorted())
  })

  test.skipIf(!isHere)('pages of the asked length, to the last key and no further', async () => {
    const keys = Array.from({ length: 600 }, (_, index) => `page_${String(index).padStart(3, '0')}`)
    await inGroups(keys, (key) => kv.put(key, 'x'))
    for (const limit of [256, 200, 100]) {
      const lengths: number[] = []
      const seen: string[] = []
      for (let cursor = ''; ;) {
        const page = await kv.list({ prefix: 'page_', limit, ...(cursor === '' ? {} : { cursor }) })
        lengths.push(page.keys.length)
        seen.push(...page.keys.map(({ key = '' }) => key))
        if (page.complete) break
        cursor = page.cursor ?? ''
      }
      expect(seen).toEqual(keys)
      expect(lengths).toEqual(
        limit === 256 ? [256, 256, 88] : Array.from({ length: 600 / limit }, () => limit),
      )
    }
  })

  test.skipIf(!isHere)('a page of exactly all keys is complete', async () => {
    const keys = Array.from({ length: 256 }, (_, index) => `full_${String(index).padStart(3, '0')}`)
    await inGroups(keys, (key) => kv.put(key, 'x'))
    expect(await kv.list({ prefix: 'full_', limit: 256 })).toMatchObject({ complete: true })
    await kv.put('full_256', 'x')
    expect(await kv.list({ prefix: 'full_', limit: 256 })).toMatchObject({ complete: false })
  })

  test.skipIf(!isHere)('a listing goes on across deletions, that of its cursor included', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `del_${String(index).padStart(2, '0')}`)
    await inGroups(keys, (key) => kv.put(key, 'x'))
    const first = await kv.list({ prefix: 'del_', limit: 10 })
    await inGroups(keys.slice(5, 15), (key) => kv.delete(key))
    await kv.put('del_095', 'x')
    const second = await kv.list({ prefix: 'del_', limit: 256, cursor: first.cursor ?? '' })
    expect(second.complete).toBe(true)
    expect(second.keys.map(({ key }) => key)).toEqual(['del_095', ...keys.slice(15)])
  })

  test.skipIf(!isHere)(
    'takes every character at 512 of them, and tells such keys apart at the last',
    async () => {
      const keys = [...alphabet].map((character) => `${character}${'k'.repeat(510)}${character}`)
      const twins = [...alphabet].map((character) => `${'k'.repeat(511)}${character}`)
      await inGroups([...keys, ...twins], (key) => kv.put(key, key.slice(-2)))
      for (const key of [...keys, ...twins]) expect(await kv.get(key)).toBe(key.slice(-2))
      expect(await keysOf(kv, 'k'.repeat(511))).toEqual(twins.toSorted())
      const after = await kv.list({ prefix: 'k'.repeat(511), limit: 256, cursor: `${'k'.repeat(511)}Z` })
      expect(after.keys[0]).toEqual({ key: `${'k'.repeat(511)}_` })
    },
  )

  test.skipIf(!isHere).each([
    ['empty', ''],
    ['too long', 'k'.repeat(513)],
    ['with a hyphen', 'a-b'],
    ['with a space', 'a b'],
    ['with a slash', 'a/b'],
    ['of another alphabet', 'ä'],
    ['with a control character', 'a\u0000'],
    ['with a newline', 'a\n'],
  ])('refuses a key %s', async (_, key) => {
    await expect(kv.get(key)).rejects.toThrow(Error)
    await expect(kv.put(key, 'x')).rejects.toThrow(Error)
    await expect(kv.delete(key)).rejects.toThrow(Error)
    if (key !== '') await expect(kv.list({ prefix: key, limit: 256 })).rejects.toThrow(Error)
  })

  test.skipIf(!isHere)('keeps values of a megabyte, and of none', async () => {
    const large = Array.from({ length: 3 }, (_, index) => String(index).repeat(megabyte))
    for (const [index, value] of large.entries()) await kv.put(`big_${index}`, value)
    await kv.put('big_1', 'small again')
    await kv.put('big_2', `${large[0]}`)
    expect(await kv.get('big_0')).toBe(large[0])
    expect(await kv.get('big_1')).toBe('small again')
    expect(await kv.get('big_2')).toBe(large[0])
  })

  test.skipIf(!isHere)('64 writers at once: each write is there when it is answered', async () => {
    await Promise.all(
      Array.from({ length: 64 }, async (_, writer) => {
        for (let count = 0; count < 10; count += 1) {
          const key = `wr_${writer}_${count}`
          await kv.put(key, `${writer} ${count}`)
          expect(await kv.get(key)).toBe(`${writer} ${count}`)
          await kv.put(`hot_${writer % 4}`, `${writer} ${count}`)
        }
      }),
    )
    expect(await keysOf(kv, 'wr_')).toHaveLength(640)
    expect(await keysOf(kv, 'hot_')).toEqual(['hot_0', 'hot_1', 'hot_2', 'hot_3'])
  })
})

async function keysOf(kv: Kv, prefix: string): Promise<readonly string[]> {
  return (await listAll(kv, prefix)).keys
}

async function inGroups(keys: readonly string[], work: (key: string) => Promise<void>): Promise<void> {
  for (let start = 0; start < keys.length; start += 32)
    await Promise.all(keys.slice(start, start + 32).map(work))
}
