import { gzipSync } from 'node:zlib'
import { cpuPerRequest, type Measured } from './cpu.ts'
import { ms, type Row } from './row.ts'
import { fillStore } from './site.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'

const origin = 'http://bench.example'
const count = 1000

/** The public list of 1,000 nodes from a fresh view, beside a bare worker that sends as much. */
export async function measureLists(bare: Measured, site: Measured): Promise<Row[]> {
  await fillStore(kvOver(site.edge.kv), count, Date.now())
  const get = (headers: Record<string, string> = {}): Request =>
    new Request(`${origin}/api/public`, { headers })
  const body = await (await site.edge.fetch(get())).text()
  await site.edge.idle()
  const gzip = gzipSync(body).length
  const emptyMs = await cpuPerRequest(bare, 200, () => new Request(`${origin}/`), 200)
  const asLongMs = await cpuPerRequest(bare, 100, () => new Request(`${origin}/?chars=${body.length}`), 200)
  const freshMs = await cpuPerRequest(site, 100, () => get(), 200)
  const unchangedMs = await cpuPerRequest(site, 100, () => get({ 'if-none-match': '*' }), 304)
  return [
    {
      what: 'CPU: GET public, 1,000 nodes, fresh view',
      goal: '<= 3 ms',
      measured: `${ms(freshMs - asLongMs)} above a bare worker that sends as much (${ms(asLongMs - emptyMs)})`,
      met: freshMs - asLongMs <= 3,
    },
    { what: 'CPU: the same, 304', goal: '', measured: ms(unchangedMs - emptyMs), met: undefined },
    {
      what: 'GET public, 1,000 nodes: size',
      goal: '<= 60 KB gzip',
      measured: `${Math.round(gzip / 1000)} KB gzip of ${Math.round(body.length / 1000)} K characters`,
      met: gzip <= 60_000,
    },
  ]
}
