import { PostgresStore } from '../../src/server/store/postgres.ts'
import { newKeyLease } from '../../src/store/tick/index.ts'

/** Asks PostgreSQL at the given address for each of so many minutes and prints those that it was given. */
const [url = '', count = '0'] = process.argv.slice(2)
const store = await PostgresStore.open(url, console.error)
const lease = newKeyLease(store)
process.stdout.write('ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
const width = 8
for (let start = 0; start < Number(count); start += width) {
  await Promise.all(
    Array.from({ length: width }, async (_, offset) => {
      const minute = start + offset
      if (minute < Number(count) && (await lease.acquire(minute * 60_000)))
        process.stdout.write(`${minute}\n`)
    }),
  )
}
await store.close()
process.stdin.destroy()
