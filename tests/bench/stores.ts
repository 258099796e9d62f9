import { EmbeddedStore } from '../../src/server/store/embedded.ts'
import { PostgresStore } from '../../src/server/store/postgres.ts'
import type { ServerStore } from '../../src/server/store/port.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { makeFolder } from '../support/server-stores.ts'

/** `npx tsx tests/bench/stores.ts`: writes a second and the cost of a list of both stores of a server, on this machine. */
const keys = 10_000
const value = 'v'.repeat(300)
const listings = 300

function quantile(times: number[], share: number): string {
  const sorted = times.toSorted((one, other) => one - other)
  return `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2)} ms`
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

async function writes(
  store: ServerStore,
  writers: number,
  count: number,
): Promise<{ rate: number; times: number[] }> {
  const times: number[] = []
  const tookMs = await timed(() =>
    Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let index = writer; index < count; index += writers) {
          times.push(await timed(() => store.put(`k_${String(index).padStart(6, '0')}`, value)))
        }
      }),
    ),
  )
  return { rate: Math.round((1000 * count) / tookMs), times }
}

async function measure(name: string, store: ServerStore): Promise<void> {
  const alone = await writes(store, 1, 500)
  const cpu = process.cpuUsage()
  const many = await writes(store, 64, keys)
  const { user, system } = process.cpuUsage(cpu)
  const lists: number[] = []
  for (let index = 0; index < listings; index += 1) {
    lists.push(
      await timed(() =>
        store.list({ prefix: 'k_', limit: 256, cursor: `k_${String(index * 30).padStart(6, '0')}` }),
      ),
    )
  }
  const gets: number[] = []
  for (let index = 0; index < listings; index += 1)
    gets.push(await timed(() => store.get(`k_${String(index * 7).padStart(6, '0')}`)))
  console.table({
    [name]: {
      'put alone, p50': quantile(alone.times, 0.5),
      '64 writers': `${many.rate}/s`,
      'p99 of them': quantile(many.times, 0.99),
      'CPU a put': `${((user + system) / 1000 / keys).toFixed(3)} ms`,
      'get p50': quantile(gets, 0.5),
      'list 256 p50': quantile(lists, 0.5),
    },
  })
}

const { folder, remove } = makeFolder()
const embedded = await EmbeddedStore.open(folder, console.error)
await measure('embedded', embedded)
await embedded.close()
const openMs = await timed(async () => (await EmbeddedStore.open(folder, console.error)).close())
console.log(`embedded: opened and checked again in ${openMs.toFixed(0)} ms`)
remove()

if (hasPostgres) {
  const server = await startPostgres()
  const store = await PostgresStore.open(server.url, console.error)
  await measure('PostgreSQL', store)
  await store.close()
  await server.remove()
}
