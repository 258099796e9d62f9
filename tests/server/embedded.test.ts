import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { open } from 'lmdb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { EmbeddedStore } from '../../src/server/store/embedded.ts'
import { checkPages } from '../../src/server/store/embedded-check.ts'
import { StoreDamaged, StoreRefused, StoreUnavailable } from '../../src/server/store/errors.ts'
import { seededRandom } from '../support/kv/random.ts'
import { makeFolder } from '../support/server-stores.ts'

const isRoot = process.getuid?.() === 0
/** Mounts and namespaces need root: there is one in CI. */
const mayMount = process.platform === 'linux' && (isRoot || process.env['CI'] !== undefined)

let folder: string
let remove: () => void
beforeEach(() => {
  ;({ folder, remove } = makeFolder())
})
afterEach(() => remove())

function silent(): void {}
function file(): string {
  return path.join(folder, 'store.mdb')
}

/** A store with pages of every kind: branches, leaves, large values, free ones. */
async function fill(): Promise<Map<string, string>> {
  const random = seededRandom(7)
  const store = await EmbeddedStore.open(folder, silent)
  const values = new Map<string, string>()
  for (let round = 0; round < 12; round += 1) {
    await Promise.all(
      Array.from({ length: 250 }, async () => {
        const key = `k_${Math.floor(random() * 2_000)}${random() < 0.1 ? 'x'.repeat(400) : ''}`
        if (values.delete(key)) return store.delete(key)
        const value = 'v'.repeat(random() < 0.05 ? 30_000 : 200) + String(random())
        values.set(key, value)
        await store.put(key, value)
      }),
    )
  }
  await store.close()
  return values
}

/** Size of the file after a value of 1 MB was written anew many times, bytes. */
async function sizeAfterRewrites(store: EmbeddedStore): Promise<number> {
  for (let round = 0; round < 40; round += 1) await store.put('k_large', String(round).repeat(500_000))
  return statSync(file()).size
}

async function refusal(): Promise<string> {
  const outcome = await EmbeddedStore.open(folder, silent).catch((error: unknown) => error)
  if (outcome instanceof EmbeddedStore) {
    await outcome.close()
    return 'it was opened'
  }
  expect(outcome).toBeInstanceOf(StoreRefused)
  const line = String(outcome)
  expect(line).not.toContain('\n')
  return line
}

describe('a damaged file', () => {
  test('whole, it is opened and has everything', async () => {
    const values = await fill()
    const store = await EmbeddedStore.open(folder, silent)
    for (const [key, value] of values) expect(await store.get(key)).toBe(value)
    await store.close()
    expect(checkPages(file()).entries).toBe(values.size)
  })

  test('cut off at any page, it is refused', async () => {
    await fill()
    const pages = statSync(file()).size / 4096
    copyFileSync(file(), `${file()}.whole`)
    for (const page of [0, 1, 2, Math.floor(pages / 2), pages - 20]) {
      copyFileSync(`${file()}.whole`, file())
      truncateSync(file(), page * 4096 + (page % 2) * 100)
      expect(await refusal()).toMatch(/store\.mdb is damaged \(.*\): put a backup in its place/)
    }
  })

  test('whatever it is overwritten with, where it matters it is refused, elsewhere nothing is lost', async () => {
    const values = await fill()
    const whole = readFileSync(file())
    const random = seededRandom(3)
    let refused = 0
    for (let trial = 0; trial < 120; trial += 1) {
      const damaged = Buffer.from(whole)
      const length = [1, 4, 64, 4096, 20_000][trial % 5] ?? 1
      const at = Math.floor(random() * (whole.length - length))
      for (let index = at; index < at + length; index += 1) damaged[index] = Math.floor(random() * 256)
      writeFileSync(file(), damaged)
      try {
        checkPages(file())
      } catch {
        refused += 1
        continue
      }
      await expectAll(values)
    }
    expect(refused).toBeGreaterThan(60)
  })

  test('zeros, text, an empty file and a value of nobody are refused', async () => {
    await fill()
    const { size } = statSync(file())
    for (const content of [Buffer.alloc(size), Buffer.from('hello'.repeat(9_000)), Buffer.alloc(0)]) {
      writeFileSync(file(), content)
      expect(await refusal()).toMatch(/is damaged/)
    }
    rmSync(file())
    const database = open<Buffer, string>({ path: file(), noSubdir: true, encoding: 'binary' })
    await database.put('key', Buffer.from('no sum here'))
    await database.close()
    expect(await refusal()).toMatch(/does not match its checksum/)
  })

  test('a value that is damaged while the store is open is not answered', async () => {
    const store = await EmbeddedStore.open(folder, silent)
    await store.put('key', 'a value that is here')
    await store.put('other', 'fine')
    const at = readFileSync(file()).lastIndexOf('a value that is here')
    const fd = openSync(file(), 'r+')
    // Older copies of the page hold it, too.
    for (let from = at; from >= 0; from = readFileSync(file()).lastIndexOf('a value that is here')) {
      writeSync(fd, 'A', from)
    }
    closeSync(fd)
    await expect(store.get('key')).rejects.toThrow(StoreDamaged)
    expect(await store.get('other')).toBe('fine')
    await store.close()
  })
})

/** Everything is read right by LMDB itself. */
async function expectAll(values: ReadonlyMap<string, string>): Promise<void> {
  const store = await EmbeddedStore.open(folder, silent)
  const wrong: string[] = []
  for (const [key, value] of values) if ((await store.get(key)) !== value) wrong.push(key)
  expect(wrong).toEqual([])
  await store.put('after', 'x'.repeat(50_000))
  for (const [key, value] of values) if ((await store.get(key)) !== value) wrong.push(key)
  expect(wrong).toEqual([])
  await store.close()
}

describe('a folder', () => {
  test('is made, for its owner alone', async () => {
    const inner = path.join(folder, 'a', 'b')
    const store = await EmbeddedStore.open(inner, silent)
    expect(store.isNew).toBe(true)
    await store.close()
    expect(statSync(inner).mode & 0o077).toBe(0)
    const again = await EmbeddedStore.open(inner, silent)
    expect(again.isNew).toBe(false)
    await again.close()
  })

  test.each(['kv/kv.log', 'kv.log'])(
    'with a store of 0.1.0 (%s) is refused with the way out',
    async (name) => {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true })
      writeFileSync(path.join(folder, name), 'ETKVLOG1')
      expect(await refusal()).toMatch(/0\.1\.0: start that version, take an export .*, and import it/)
      expect(readdirSync(folder)).not.toContain('store.mdb')
    },
  )

  test('a start that was killed while it made the file leaves nothing in the way', async () => {
    writeFileSync(`${file()}.new`, '')
    const store = await EmbeddedStore.open(folder, silent)
    await store.put('a', 'b')
    expect(await store.get('a')).toBe('b')
    await store.close()
  })

  test("is one server's: a second store of this process and of another are refused, and let in afterwards", async () => {
    const store = await EmbeddedStore.open(folder, silent)
    expect(await refusal()).toMatch(/is in use by another server/)
    expect(openElsewhere([])).toMatch(/is in use by another server/)
    await store.close()
    expect(openElsewhere([])).toBe('opened')
  })

  test.skipIf(!mayMount)("is one server's across PID, network, mount and IPC namespaces", async () => {
    const namespaces = ['unshare', '--pid', '--net', '--mount', '--ipc', '--uts', '--fork', '--mount-proc']
    expect(openElsewhere(namespaces)).toBe('opened')
    const store = await EmbeddedStore.open(folder, silent)
    expect(openElsewhere(namespaces)).toMatch(/is in use by another server/)
    await store.close()
    expect(openElsewhere(namespaces)).toBe('opened')
  })

  test.skipIf(!mayMount)('that is read-only is refused in one line', () => {
    const script = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"`
    const line = openElsewhere(['unshare', '--mount', 'sh', '-c', script, folder])
    expect(line).toMatch(/^StoreRefused: .* cannot be written: EROFS/)
  })
})

/** Opens the folder in a process of its own, behind the given command; "opened" or the refusal. */
function openElsewhere(command: readonly string[], target = folder): string {
  const opener = path.join(import.meta.dirname, '../support/store-opener.ts')
  const [program = '', ...rest] = [...command, process.execPath, '--import', 'tsx', opener, target]
  const { stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', timeout: 60_000 })
  return `${stdout}${stderr}`.trim()
}

describe.skipIf(!mayMount)('a full disk', () => {
  beforeEach(() => {
    mount('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder)
  })
  afterEach(() => mount('umount', '--lazy', folder))

  test('reads go on, writes are StoreUnavailable with one line that names it, and all goes on when there is room', async () => {
    const lines: string[] = []
    let nowMs = 0
    const store = await EmbeddedStore.open(
      folder,
      (line) => lines.push(line),
      () => nowMs,
    )
    await store.put('first', 'x')
    writeFileSync(path.join(folder, 'ballast'), Buffer.alloc(2 * 1024 * 1024))
    const acknowledged: string[] = []
    const failures: unknown[] = []
    for (let index = 0; index < 4_000 && failures.length < 200; index += 8) {
      const keys = Array.from({ length: 8 }, (_, offset) => `k_${index + offset}`)
      const outcomes = await Promise.allSettled(keys.map((key) => store.put(key, key.repeat(200))))
      outcomes.forEach((outcome, at) => {
        if (outcome.status === 'fulfilled') acknowledged.push(keys[at] ?? '')
        else failures.push(outcome.reason)
      })
    }
    expect(failures.length).toBeGreaterThanOrEqual(200)
    expect(failures.filter((error) => !(error instanceof StoreUnavailable))).toEqual([])
    expect(lines).toEqual([`nothing can be written to ${folder}: the disk is full`])
    expect(store.trouble()).toBe(lines[0])
    await expect(store.delete('first')).rejects.toThrow(/the disk is full/)
    await expect(store.putNew('new', 'x')).rejects.toThrow(/the disk is full/)

    expect(await store.get('first')).toBe('x')
    for (const key of acknowledged) expect(await store.get(key)).toBe(key.repeat(200))
    expect((await store.list({ prefix: 'k_' })).keys.length).toBe(Math.min(256, acknowledged.length))

    rmSync(path.join(folder, 'ballast'))
    nowMs += 1_000
    await store.put('again', 'y')
    expect(store.trouble()).toBeUndefined()
    expect(lines.slice(1)).toEqual(['the store works again'])
    await store.close()
    const after = await EmbeddedStore.open(folder, silent)
    for (const key of acknowledged) expect(await after.get(key)).toBe(key.repeat(200))
    expect(await after.get('again')).toBe('y')
    await after.close()
  })

  test('a store is opened and read on it; a new one is refused in one line', async () => {
    const store = await EmbeddedStore.open(folder, silent)
    await store.put('first', 'x')
    await store.close()
    const { status } = spawnSync('sh', ['-c', 'cat /dev/zero > "$0/ballast"', folder])
    expect(status).not.toBe(0)
    expect(openElsewhere([], path.join(folder, 'inner'))).toMatch(
      /^StoreRefused: .* ENOSPC: no space left on device/,
    )
    const again = await EmbeddedStore.open(folder, silent)
    expect(await again.get('first')).toBe('x')
    await again.close()
  })
})

function mount(program: string, ...rest: string[]): void {
  const { status, stderr } = spawnSync(program, rest, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

test('a program that was killed while it read the file does not make it grow for ever', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const store = await EmbeddedStore.open(folder, silent)
    await store.put('k_0', 'v')
    const reader = path.join(import.meta.dirname, '../support/store-reader.mjs')
    const { signal, stdout } = spawnSync(process.execPath, [reader, file()], { encoding: 'utf8' })
    expect([signal, stdout]).toEqual(['SIGKILL', 'reads\n'])
    const pinned = await sizeAfterRewrites(store)
    expect(pinned).toBeGreaterThan(20_000_000)
    vi.advanceTimersByTime(600_000)
    expect(await sizeAfterRewrites(store)).toBeLessThan(pinned + 5_000_000)
    await store.close()
  } finally {
    vi.useRealTimers()
  }
})
