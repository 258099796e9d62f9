import { statSync } from 'node:fs'
import path from 'node:path'
import { EmbeddedStore } from '../../../src/server/store/embedded.ts'
import { report } from '../../../src/services/reports/index.ts'
import { tick } from '../../../src/services/tick/index.ts'
import { SeedWorld } from '../../../src/tools/demo/seed-context.ts'

import type { Row } from '../api/row.ts'
import { seededRandom } from '../../support/http-fuzz.ts'
import { tokenOf } from '../api/reports.ts'
import { jwtSecret } from './site.ts'

const stepMs = 300_000
const stepsADay = 288
const fileMbMax = 60
/** Of the file from the second to the last day: LMDB reuses pages and never gives one back. */
const growthMax = 1.05

/** Replays days of reports every five minutes, under a moved clock; the store's file after each. */
export async function measureDays(dataDir: string, ids: readonly number[], days: number): Promise<Row[]> {
  const store = await EmbeddedStore.open(dataDir, (line) => console.error(line))
  const sizes: number[] = []
  try {
    const world = new SeedWorld(store, jwtSecret, seededRandom(1))
    const beginMs = Date.now()
    for (let step = 1; step <= days * stepsADay; step += 1) {
      const atMs = beginMs + step * stepMs
      for (let from = 0; from < ids.length; from += 100) {
        await Promise.all(
          ids.slice(from, from + 100).map((id) =>
            world.at(atMs + from, undefined, (ctx) =>
              report(ctx, {
                token: tokenOf(id),
                status: 'online',
                current_bandwidth: (step + from) % 90,
                connection_count: step % 50,
                reported_traffic: 0.01,
              }),
            ),
          ),
        )
      }
      // A server ticks each minute; what is due in five of them is due in one.
      await world.at(atMs + stepMs / 2, undefined, (ctx) => tick(ctx))
      if (step % stepsADay === 0) {
        sizes.push(statSync(path.join(dataDir, 'store.mdb')).size / 1e6)
        console.error(`day ${step / stepsADay}: ${sizes.at(-1)?.toFixed(1)} MB`)
      }
    }
  } finally {
    await store.close()
  }
  const [first = 0, second] = sizes
  const last = sizes.at(-1) ?? 0
  return [
    {
      what: `store file after each of ${days} days of ${ids.length} nodes (${ids.length * stepsADay} reports a day)`,
      goal: `<= ${fileMbMax} MB, no growth from day 2 on`,
      measured: `${sizes.map((mb) => mb.toFixed(1)).join(', ')} MB`,
      met: first <= fileMbMax && (second === undefined || last <= second * growthMax),
    },
  ]
}
