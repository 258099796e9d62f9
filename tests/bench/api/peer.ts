import { MemoryKv } from '../../../src/emulator/kv/memory-kv.ts'
import { peerRoute } from '../../../src/http/text/peer.ts'
import { createTextApp } from '../../../src/http/text/text-app.ts'
import type { SiteContext } from '../../../src/services/context/index.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import { countedKv } from '../../support/http-counted-kv.ts'
import { median, ms, type Row } from './row.ts'
import { fillStore } from './site.ts'

const requests = 2000
const app = createTextApp([peerRoute])

type Source = 'memory' | 'again' | 'fresh'

/**
 * `/peer` in this process: the code's own CPU without the wire between workerd and the store. From memory (5 s), from a
 * view that is read again and has not changed (30 s), and from one that is new to the isolate.
 */
export async function measurePeer(count: number): Promise<Row[]> {
  const store = new MemoryKv()
  let nowMs = Date.now()
  await fillStore(kvOver(store), count, nowMs)
  const memory = createMemory()
  const texts = new WeakMap<Uint8Array, string>()
  const ask = async (
    at: number,
    query: string,
    source: Source,
  ): Promise<{ cpu: number; ops: number; isBuilding: boolean }> => {
    const { kv: counted, counts } = countedKv(kvOver(store))
    // Decoding the value's bytes is the platform's work.
    const get = async (key: string): Promise<string | null> => {
      const bytes = store.get(key)
      const text = bytes && (texts.get(bytes) ?? new TextDecoder().decode(bytes))
      if (bytes === undefined || text === undefined) return null
      counts.get += 1
      texts.set(bytes, text)
      return text
    }
    const kv = { ...counted, get }
    const background: Promise<unknown>[] = []
    const url = new URL(`http://bench.example/peer${query}`)
    const request = new Request(url)
    if (source === 'fresh') memory.views.clear()
    if (source === 'again') {
      for (const [name, known] of memory.views) memory.views.set(name, { ...known, readMs: 0 })
    }
    const services: SiteContext = {
      kv,
      clock: () => nowMs,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      waitUntil: (work) => void background.push(work),
      memory,
      log: () => undefined,
      clientIp: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
      origin: url.origin,
    }
    const start = process.cpuUsage()
    const startMs = performance.now()
    const answer = await app.fetch(request, { services, requestId: '' })
    const used = process.cpuUsage(start)
    // Both are upper bounds of this thread's CPU: the one counts V8's helper threads, the other waits for a core.
    const cpu = Math.min((used.user + used.system) / 1000, performance.now() - startMs)
    const isBuilding = answer.status === 503
    if (answer.status !== 200 && !isBuilding) throw new Error(`${answer.status}: ${await answer.text()}`)
    const ops = counts.get + counts.put + counts.delete + counts.list
    while (background.length > 0) await background.shift()
    return { cpu, ops, isBuilding }
  }
  // Until all parts of a large site are there.
  let isBuilding = true
  for (let at = 0; at < 60; at += 1) {
    isBuilding = (await ask(at, '', 'memory')).isBuilding
    nowMs += 1500
  }
  if (isBuilding) throw new Error('the view is not whole after 60 requests')
  // The clock stands from here on: no rebuild behind the answers.
  const rows: Row[] = []
  for (const [name, query] of [
    ['without a key', (): string => ''],
    ['with a key', (at: number): string => `?key=network-${at}`],
    ['protocol=tcp, limit=3', (): string => '?protocol=tcp&limit=3'],
  ] as const) {
    const measured: Record<Source, number[]> = { memory: [], again: [], fresh: [] }
    let ops = 0
    for (let at = 0; at < requests; at += 1) {
      const source = at % 10 === 0 ? 'fresh' : at % 10 === 5 ? 'again' : 'memory'
      const { cpu, ops: used, isBuilding: refused } = await ask(at, query(at), source)
      if (refused) throw new Error('a whole view was refused')
      // The first requests compile the code.
      if (at > requests / 5) measured[source].push(cpu)
      ops = Math.max(ops, used)
    }
    const fromMemory = median(measured.memory)
    const again = median(measured.again)
    const fresh = median(measured.fresh)
    rows.push({
      what: `CPU: GET peer ${name}, ${count.toLocaleString('en')} nodes`,
      goal: '<= 1 ms, <= 2 KV operations',
      measured: `${ms(fromMemory)} from memory, ${ms(again)} read again, ${ms(fresh)} from a new view, ${ops} KV operations`,
      met: fromMemory <= 1 && again <= 1 && ops <= 2,
    })
  }
  return rows
}
