import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { newKeyLease } from '../../src/store/tick/index.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { openEmbedded } from '../support/server-stores.ts'

const contender = path.join(import.meta.dirname, '../support/lease-contender.ts')
const minutes = 1_000

/** What each of four contenders was given, all of them let off at once. */
async function contend(url: string): Promise<number[][]> {
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--import', 'tsx', contender, url, String(minutes)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  const given = children.map((): number[] => [])
  let ready = 0
  await Promise.all(
    children.map(async (child, index) => {
      for await (const line of createInterface(child.stdout)) {
        if (line !== 'ready') {
          given[index]?.push(Number(line))
          continue
        }
        ready += 1
        if (ready === children.length) for (const one of children) one.stdin.write('go\n')
      }
    }),
  )
  return given
}

test.skipIf(!hasPostgres)('four servers on PostgreSQL, a thousand minutes: each is given once', async () => {
  const server = await startPostgres()
  try {
    const given = await contend(server.url)
    expect(given.flat().toSorted((one, other) => one - other)).toEqual([...Array(minutes).keys()])
    expect(given.filter((list) => list.length > 0).length).toBeGreaterThan(1)
  } finally {
    await server.remove()
  }
})

test('four callers of the embedded store, a thousand minutes: each is given once', async () => {
  const { store, close } = await openEmbedded()
  try {
    const lease = newKeyLease(store)
    const given: number[] = []
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let start = 0; start < minutes; start += 50) {
          await Promise.all(
            Array.from({ length: 50 }, async (_, offset) => {
              if (await lease.acquire((start + offset) * 60_000)) given.push(start + offset)
            }),
          )
        }
      }),
    )
    expect(given.toSorted((one, other) => one - other)).toEqual([...Array(minutes).keys()])
  } finally {
    await close()
  }
})
