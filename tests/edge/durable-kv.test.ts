import { spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DurableKv } from '../../src/emulator/kv/durable-kv.ts'
import { SortedMap } from '../../src/emulator/kv/sorted-map.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'durable-kv-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
function text(value: Uint8Array | undefined): string | undefined {
  return value && new TextDecoder().decode(value)
}
function log(): string {
  return path.join(folder, 'kv.log')
}

async function reopened(): Promise<{ get: (key: string) => string | undefined; size: number }> {
  const kv = await DurableKv.open(folder)
  await kv.close()
  return { get: (key) => text(kv.get(key)), size: kv.size }
}

describe('the log', () => {
  test('keeps writes, overwrites and removals', async () => {
    const kv = await DurableKv.open(folder)
    await Promise.all([kv.put('a', bytes('1')), kv.put('b', bytes('')), kv.put('c', bytes('值'))])
    await kv.put('a', bytes('2'))
    await kv.delete('c')
    await kv.close()
    const after = await reopened()
    expect([after.get('a'), after.get('b'), after.get('c'), after.size]).toEqual(['2', '', undefined, 2])
  })

  test('is for its owner alone', async () => {
    await (await DurableKv.open(folder)).close()
    expect(statSync(log()).mode & 0o777).toBe(0o600)
  })

  test('cut off at any byte, it opens with every whole record', async () => {
    const kv = await DurableKv.open(folder)
    const ends = [statSync(log()).size]
    for (const name of ['a', 'b', 'c']) {
      await kv.put(name, bytes(name.repeat(5)))
      ends.push(kv.logBytes)
    }
    await kv.close()
    const whole = readFileSync(log())
    for (let length = 0; length <= whole.length; length += 1) {
      writeFileSync(log(), whole.subarray(0, length))
      const { size } = await reopened()
      expect(size).toBe(Math.max(0, ends.filter((end) => end <= length).length - 1))
    }
  })

  test('writes after a torn record are kept, and the torn bytes are put aside', async () => {
    const kv = await DurableKv.open(folder)
    await kv.put('a', bytes('1'))
    await kv.put('b', bytes('2'))
    await kv.close()
    truncateSync(log(), statSync(log()).size - 1)
    const again = await DurableKv.open(folder)
    await again.put('c', bytes('3'))
    await again.close()
    const after = await reopened()
    expect([after.get('a'), after.get('b'), after.get('c')]).toEqual(['1', undefined, '3'])
    expect(existsSync(`${log()}.damaged`)).toBe(true)
  })

  test('a flipped bit hides nothing before it', async () => {
    const kv = await DurableKv.open(folder)
    await kv.put('a', bytes('1'))
    const end = kv.logBytes
    await kv.put('b', bytes('2'))
    await kv.close()
    const content = readFileSync(log())
    content[end + 12] = (content[end + 12] ?? 0) ^ 1
    writeFileSync(log(), content)
    expect((await reopened()).get('a')).toBe('1')
  })

  test('a foreign file is put aside, not overwritten silently', async () => {
    appendFileSync(log(), 'something else entirely')
    expect((await reopened()).size).toBe(0)
    expect(readFileSync(`${log()}.damaged`, 'utf8')).toBe('something else entirely')
  })

  test('is rewritten when most of it is overwritten, and loses nothing while writes go on', async () => {
    const kv = await DurableKv.open(folder, 10_000)
    let written = 0
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          written += 120
          return kv.put(`key_${index}`, bytes(`${round} `.padEnd(100, 'x')))
        }),
      )
    }
    await kv.close()
    expect(statSync(log()).size).toBeLessThan(written / 5)
    const after = await reopened()
    expect(after.size).toBe(20)
    for (let index = 0; index < 20; index += 1) expect(after.get(`key_${index}`)).toMatch(/^99 /)
  })

  test('holds 100,000 keys', async () => {
    const kv = await DurableKv.open(folder)
    const name = (index: number): string => `fact_${String(index).padStart(6, '0')}`
    await Promise.all(Array.from({ length: 100_000 }, (_, index) => kv.put(name(index), bytes(''))))
    await kv.close()
    const again = await DurableKv.open(folder)
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const page = again.list({ prefix: 'fact_', limit: 256, cursor })
      seen.push(...page.keys.map(({ key }) => key))
      if (page.complete) break
      cursor = page.cursor
    }
    await again.close()
    expect(seen).toEqual(Array.from({ length: 100_000 }, (_, index) => name(index)))
  })
})

test('kill -9 while writing loses nothing that was acknowledged', async () => {
  const writer = path.join(import.meta.dirname, '../support/kv-writer.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line)
    if (acknowledged.length === 3_000) child.kill('SIGKILL')
  }
  const kv = await DurableKv.open(folder)
  await kv.close()
  expect(acknowledged.length).toBeGreaterThanOrEqual(3_000)
  expect(acknowledged.filter((name) => text(kv.get(name)) !== `value of ${name}`)).toEqual([])
})

describe('SortedMap', () => {
  test('pages ascending from the name after the cursor, whatever was removed meanwhile', () => {
    const map = new SortedMap()
    for (const key of ['b_2', 'a_1', 'b_1', 'b_3', 'c_1', 'b']) map.set(key, bytes(key))
    expect(map.list({ prefix: 'b_', limit: 2, cursor: '' })).toEqual({
      complete: false,
      cursor: 'b_2',
      keys: [{ key: 'b_1' }, { key: 'b_2' }],
    })
    map.delete('b_2')
    expect(map.list({ prefix: 'b_', limit: 2, cursor: 'b_2' })).toEqual({
      complete: true,
      cursor: '',
      keys: [{ key: 'b_3' }],
    })
    expect(map.list({ prefix: '', limit: 256, cursor: '' }).keys.map(({ key }) => key)).toEqual([
      'a_1',
      'b',
      'b_1',
      'b_3',
      'c_1',
    ])
    expect(map.list({ prefix: 'zz', limit: 5, cursor: '' })).toEqual({ complete: true, cursor: '', keys: [] })
  })

  test('a page that ends exactly at the last name is complete', () => {
    const map = new SortedMap()
    for (const key of ['a_1', 'a_2']) map.set(key, bytes(''))
    expect(map.list({ prefix: 'a_', limit: 2, cursor: '' }).complete).toBe(true)
  })

  test('knows how much it holds', () => {
    const map = new SortedMap()
    map.set('abc', bytes('12'))
    map.set('abc', bytes('1234'))
    map.set('d', bytes(''))
    map.delete('d')
    map.delete('unknown')
    expect([map.size, map.bytes]).toEqual([1, 7])
  })
})
