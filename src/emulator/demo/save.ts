import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { DurableKv } from '../kv/durable-kv.ts'
import type { MemoryKv } from '../kv/memory-kv.ts'

/** Writes every key into the store of a data folder, where the local server will find it. */
export async function saveKv(kv: MemoryKv, dataDir: string): Promise<void> {
  const folder = path.join(dataDir, 'kv')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const durable = await DurableKv.open(folder)
  try {
    await Promise.all([...kv.entries()].map(([key, value]) => durable.put(key, value)))
  } finally {
    await durable.close()
  }
}
