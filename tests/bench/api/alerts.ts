import { MemoryKv } from '../../../src/emulator/kv/memory-kv.ts'
import type { ServiceContext } from '../../../src/services/context/context.ts'
import { sealCredential } from '../../../src/services/alerts/credential.ts'
import { sendAlerts } from '../../../src/services/alerts/index.ts'
import { saveChannel, type ChannelRecord } from '../../../src/store/alerts/index.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { deriveEvents, writeEvents } from '../../../src/store/events/index.ts'
import { userKey } from '../../../src/store/kv/keys.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import { accountContext } from '../../support/accounts.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'
import { median, ms, type Row } from './row.ts'
import { fillStore } from './site.ts'

const minute = 60_000
const nodesCount = 1000
const changes = 300
const channelsCount = 200
/** Forty messages a tick: all are told in five. */
const rounds = 7
const goalMs = 150

function ownerOf(at: number): string {
  return `owner${at % channelsCount}@example.com`
}

/** A tick of many nodes, changes and channels, whose services answer at once: the CPU of events and alerts. */
export async function measureAlerts(): Promise<Row[]> {
  const store = new MemoryKv()
  const kv = kvOver(store)
  const startMs = Date.now()
  const ids = await fillStore(kv, nodesCount, startMs, undefined, ownerOf)
  let nowMs = startMs + minute
  let messages = 0
  const context = (): ServiceContext => ({
    ...accountContext(new SimKv()),
    kv,
    clock: () => nowMs,
    memory: createMemory(),
    publicFetch: async () => {
      messages += 1
      return new Response('')
    },
  })
  for (let at = 0; at < channelsCount; at += 1) {
    const name = { owner: userKey(ownerOf(at)), id: at.toString(16).padStart(12, '0') }
    const record: ChannelRecord = {
      v: 1,
      ...name,
      kind: 'webhook',
      name: 'hook',
      sealed: await sealCredential(context(), name, { url: 'https://hooks.example.com/x' }),
      lastFour: '',
      language: 'zh-CN',
      events: ['offline', 'unreachable'],
      nodes: [],
      afterMinutes: 5,
      reminder: 'never',
      quiet: '',
      utcOffset: 480,
      sinceMs: startMs,
      savedMs: startMs,
    }
    await saveChannel(context(), record)
  }
  await writeEvents(
    context(),
    ids.slice(0, changes).map((node, at) => ({ ms: nowMs + at, node, kind: 'offline', why: 'silent' })),
  )
  // The state has lasted; nothing else has happened.
  nowMs += 6 * minute
  const { signal } = new AbortController()
  const used: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const ctx = context()
    const start = process.cpuUsage()
    const startedMs = performance.now()
    await deriveEvents(ctx, signal)
    await sendAlerts(ctx, signal)
    const cpu = process.cpuUsage(start)
    // The first makes the cache of channels, once for all.
    if (round > 0) used.push(Math.min((cpu.user + cpu.system) / 1000, performance.now() - startedMs))
    nowMs += minute
  }
  if (messages !== channelsCount) throw new Error(`${messages} messages instead of ${channelsCount}`)
  const [middle, worst] = [median(used), Math.max(...used)]
  return [
    {
      what: `tick: ${nodesCount} nodes, ${changes} changes, ${channelsCount} channels`,
      goal: `<= ${goalMs} ms CPU`,
      measured: `${ms(middle)}, at most ${ms(worst)}`,
      met: middle <= goalMs,
    },
  ]
}
