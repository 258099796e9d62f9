import { settingsKey } from '../kv/keys.ts'
import { parseRecord, type Kv } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import type { StoredSettings } from './settings-record.ts'

/** An isolate believes its copy this long; a change elsewhere takes up to 60 s anyway. */
const memoryMs = 30_000

/** The admin's settings, straight from the store; an empty record while none were saved. */
export async function readSettings(kv: Kv): Promise<StoredSettings> {
  return parseRecord<StoredSettings>(await kv.get(settingsKey)) ?? { v: 1 }
}

/** The settings from the isolate's memory when it read them within 30 s, else one get. */
export async function loadSettings(ctx: StoreContext): Promise<StoredSettings> {
  const known = ctx.memory.settings
  const nowMs = ctx.clock()
  if (known !== undefined && nowMs >= known.readMs && nowMs - known.readMs < memoryMs) return known.record
  const record = await readSettings(ctx.kv)
  ctx.memory.settings = { record, readMs: nowMs }
  return record
}

/** Saves the whole record and remembers it. */
export async function saveSettings(ctx: StoreContext, record: StoredSettings): Promise<void> {
  await ctx.kv.put(settingsKey, JSON.stringify(record))
  ctx.memory.settings = { record, readMs: ctx.clock() }
}
