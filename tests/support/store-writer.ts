import { writeSync } from 'node:fs'
import { EmbeddedStore } from '../../src/server/store/embedded.ts'
import { PostgresStore } from '../../src/server/store/postgres.ts'

/**
 * `store-writer embedded FOLDER | postgres URL`, then a name for this run: 64 writers write without end and print what
 * was acknowledged, `key value` a line.
 */
const [kind = '', target = '', run = ''] = process.argv.slice(2)
const store =
  kind === 'embedded'
    ? await EmbeddedStore.open(target, console.error)
    : await PostgresStore.open(target, console.error)

async function writeOn(writer: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    await acknowledge(`w_${run}_${writer}_${count}`, `${run} ${count}`.replace(' ', '.'))
    // Overwritten all the time, so that pages are given free and taken again.
    await acknowledge(`hot_${writer}`, `${run}.${count}.${'x'.repeat(500 + (count % 7) * 900)}`)
    if (count >= 20) await store.delete(`w_${run}_${writer}_${count - 20}`)
    if (count >= 20) say(`w_${run}_${writer}_${count - 20} -`)
  }
}

async function acknowledge(key: string, value: string): Promise<void> {
  await store.put(key, value)
  say(`${key} ${value}`)
}

/** Writes a line before it goes on: process.stdout would keep lines in memory while the pipe is full, and a kill loses them. */
function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

await Promise.all(Array.from({ length: 64 }, (_, writer) => writeOn(writer)))
