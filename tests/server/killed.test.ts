import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import { EmbeddedStore } from '../../src/server/store/embedded.ts'
import { PostgresStore } from '../../src/server/store/postgres.ts'
import type { ServerStore } from '../../src/server/store/port.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { makeFolder } from '../support/server-stores.ts'

const writer = path.join(import.meta.dirname, '../support/store-writer.ts')
const kills = 20

/** Runs the writers and kills them with SIGKILL after so many lines; answers what was acknowledged, newest last. */
async function runAndKill(kind: string, target: string, run: number, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, kind, target, `r${run}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  let told = ''
  let count = 0
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    told += String(chunk)
    count += String(chunk).split('\n').length - 1
    if (count >= lines) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself: ${errors}`)
  // The last line may have been cut off in the middle: nobody was told it.
  return told.split('\n').slice(0, -1)
}

/** `key value` lines -> what the store must hold: a value, or nothing where the value is "-". */
function lastOf(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]))
}

/** A hot key may be further than the last line that got out: its writer had one more put under way. */
function isLater(key: string, value: string | null, acknowledged: string): boolean {
  if (!key.startsWith('hot_') || value === null) return false
  const [run, count = ''] = value.split('.')
  const [lastRun, lastCount = ''] = acknowledged.split('.')
  return run === lastRun && Number(count) > Number(lastCount)
}

async function expectAll(store: ServerStore, lines: readonly string[]): Promise<void> {
  const lost: string[] = []
  for (const [key, acknowledged] of lastOf(lines)) {
    const value = await store.get(key)
    const isThere = acknowledged === '-' ? value === null : value === acknowledged
    // A deletion may have run without its line.
    const mayBeGone = key.startsWith('w_') && value === null && isOldest(key, lines)
    if (!isThere && !mayBeGone && !isLater(key, value, acknowledged))
      lost.push(`${key}: ${String(value).slice(0, 30)}`)
  }
  expect(lost).toEqual([])
}

/** True for the key whose deletion its writer had under way when it was killed. */
function isOldest(key: string, lines: readonly string[]): boolean {
  const [, run = '', one = '', count = ''] = key.split('_')
  return lines.some((line) => line.startsWith(`hot_${one} ${run}.${Number(count) + 20}.`))
}

test('SIGKILL twenty times under 64 writers: the embedded store loses nothing that was acknowledged', async () => {
  const { folder, remove } = makeFolder()
  try {
    for (let run = 0; run < kills; run += 1) {
      const lines = await runAndKill('embedded', folder, run, 300 + 211 * run)
      const store = await EmbeddedStore.open(folder, () => undefined)
      await expectAll(store, lines)
      await store.close()
    }
  } finally {
    remove()
  }
})

test.skipIf(!hasPostgres)('the same on PostgreSQL', async () => {
  const server = await startPostgres()
  try {
    const store = await PostgresStore.open(server.url, () => undefined)
    for (let run = 0; run < kills; run += 1) {
      await expectAll(store, await runAndKill('postgres', server.url, run, 300 + 101 * run))
    }
    await store.close()
  } finally {
    await server.remove()
  }
})
