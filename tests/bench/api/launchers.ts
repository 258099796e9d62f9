import { MemoryKv } from '../../../src/emulator/kv/memory-kv.ts'
import { connectionUrl } from '../../../src/contract/connection-url.ts'
import { addressTag, sitePlace } from '../../../src/domain/evidence/index.ts'
import type { SiteContext } from '../../../src/services/context/index.ts'
import { facadeNodes, numberNodes } from '../../../src/services/launchers/index.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { addResults } from '../../../src/store/evidence/index.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import { accountContext } from '../../support/accounts.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'
import { median, ms, type Row } from './row.ts'
import { fillStore } from './site.ts'

const count = 1000
const requests = 300
const minuteMs = 60_000
const goalMs = 5
const encoder = new TextEncoder()
const question = { page: 1, per_page: 1000, protocol: '', search: '', tags: [] }

/**
 * The whole list in the shape of the closed service, in this process: the code's own CPU without the wire, from a view
 * that is new to the isolate and from one that is in its memory while the answer is not.
 */
export async function measureLaunchers(): Promise<Row[]> {
  const store = new MemoryKv()
  const kv = kvOver(store)
  let nowMs = Date.now()
  const ids = await fillStore(kv, count, nowMs)
  const texts = new WeakMap<Uint8Array, string>()
  const context = (memory = createMemory()): SiteContext => ({
    ...accountContext(new SimKv()),
    kv: {
      ...kv,
      // Decoding the value's bytes is the platform's work.
      get: async (key) => {
        const bytes = store.get(key)
        if (bytes === undefined) return null
        const text = texts.get(bytes) ?? new TextDecoder().decode(bytes)
        texts.set(bytes, text)
        return text
      },
    },
    clock: () => nowMs,
    memory,
    origin: 'https://bench.example',
  })
  const prove = async (): Promise<void> => {
    const results = ids.map((node, at) => ({
      node,
      address: addressTag(connectionUrl({ type: 'TCP', ip: `node${at}.example.org`, port: 11_010 })),
      ms: nowMs,
      code: 'ok' as const,
      latencyMs: 10 + (at % 90),
      peers: at % 20,
      version: '2.6.4',
      avoidsRelay: undefined,
    }))
    await addResults(context(), sitePlace, results)
  }
  await prove()
  for (let round = 0; round < 200; round += 1) await numberNodes(context())
  // Numbers count when they have been seen everywhere.
  nowMs += 5 * minuteMs
  await prove()
  await numberNodes(context())
  const ask = async (services: SiteContext): Promise<{ cpu: number; items: number; chars: number }> => {
    const start = process.cpuUsage()
    const startMs = performance.now()
    const body = await (await facadeNodes(services, question)).body()
    const bytes = typeof body === 'string' ? encoder.encode(body) : body
    const used = process.cpuUsage(start)
    // Both are upper bounds of this thread's CPU: the one counts V8's helper threads, the other waits for a core.
    const cpu = Math.min((used.user + used.system) / 1000, performance.now() - startMs)
    // Counted without parsing, whose garbage would be put on the next one's account.
    const text = new TextDecoder().decode(bytes)
    return { cpu, items: text.split('"is_approved":true').length - 1, chars: text.length }
  }
  const fresh: number[] = []
  const known: number[] = []
  const memory = createMemory()
  let chars = 0
  for (let at = 0; at < requests; at += 1) {
    const one = await ask(context())
    if (one.items !== count) throw new Error(`${one.items} nodes instead of ${count}`)
    // Another origin is another answer.
    const again = await ask({ ...context(memory), origin: `https://bench${at}.example` })
    // The first requests compile the code.
    if (at > requests / 5) fresh.push(one.cpu)
    if (at > requests / 5) known.push(again.cpu)
    chars = one.chars
  }
  const row = (what: string, times: readonly number[]): Row => ({
    what: `CPU: GET uptime, ${count.toLocaleString('en')} nodes, ${what}`,
    goal: `<= ${goalMs} ms`,
    measured: `${ms(median(times))} (least ${ms(Math.min(...times))}); ${Math.round(chars / 1000)} K characters`,
    met: median(times) <= goalMs,
  })
  return [row('a view that the isolate has read', known), row('a view that is new to it', fresh)]
}
