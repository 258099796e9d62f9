import type { MemoryKv } from '../../emulator/kv/memory-kv.ts'
import { EmbeddedStore } from '../../server/store/embedded.ts'

const decoder = new TextDecoder()

/** Writes every key into the store of a data folder, where the server will find it. */
export async function saveKv(kv: MemoryKv, dataDir: string): Promise<void> {
  const store = await EmbeddedStore.open(dataDir, (line) => process.stderr.write(`${line}\n`))
  try {
    await Promise.all([...kv.entries()].map(([key, value]) => store.put(key, decoder.decode(value))))
  } finally {
    await store.close()
  }
}
