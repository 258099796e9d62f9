import { settingFactKey, settingFactsPrefix, settingsKey } from '../kv/keys.ts'
import { listAll, mapBounded, parseRecord, type Kv } from '../kv/port.ts'
import { readRecord } from '../kv/record.ts'
import type { StoreContext } from '../context/context.ts'
import { decode36, minuteMs } from '../../domain/values/index.ts'
import { isSettings, type SettingName, type SettingValues, type StoredSettings } from './settings-record.ts'

/** An isolate believes its copy this long; a change elsewhere takes up to 60 s anyway. */
const memoryMs = 30_000
const settledMs = 10 * minuteMs
const width = 8
const sweepMax = 8

type SettingFact = { readonly name: SettingName; readonly ms: number; readonly key: string }
type FactValue = { readonly v: 1; readonly value: unknown }

function parseFact(key: string): SettingFact | undefined {
  const [, name, time = ''] = /^sv_([a-z_]+)_([0-9a-z]{8})$/.exec(key) ?? []
  const ms = decode36(time)
  return name === undefined || ms === undefined ? undefined : { name: name as SettingName, ms, key }
}

async function listFacts(kv: Kv): Promise<readonly SettingFact[]> {
  return (await listAll(kv, settingFactsPrefix)).keys.flatMap((key) => parseFact(key) ?? [])
}

/** `isOurs` is false for a record that is there and cannot be read: the changes alone then say what is set. */
type FoundSettings = { readonly record: StoredSettings; readonly isOurs: boolean; readonly isNewer: boolean }

async function findRecord({ kv, log }: StoreContext): Promise<FoundSettings> {
  const reading = readRecord<StoredSettings>(await kv.get(settingsKey), isSettings)
  if (reading.kind === 'readable') return { record: reading.record, isOurs: true, isNewer: false }
  if (reading.kind === 'absent') return { record: { v: 1 }, isOurs: true, isNewer: false }
  log?.('record_unreadable', { record: 'settings', newer: reading.isNewer })
  return { record: { v: 1 }, isOurs: false, isNewer: reading.isNewer }
}

/** The record with the changes that it does not hold yet; the same object when there are none. One get for each. */
async function withFacts(
  kv: Kv,
  record: StoredSettings,
  facts: readonly SettingFact[],
): Promise<StoredSettings> {
  const newest = new Map<SettingName, SettingFact>()
  for (const fact of facts) if (fact.ms > (newest.get(fact.name)?.ms ?? 0)) newest.set(fact.name, fact)
  const missing = [...newest.values()].filter(({ name, ms }) => ms > (record.times?.[name] ?? 0))
  const values = await mapBounded(missing, width, async ({ key }) =>
    parseRecord<FactValue>(await kv.get(key)),
  )
  let whole = record
  for (const [at, { name, ms }] of missing.entries()) {
    const found = values[at]
    // Its value is not visible here yet, or is none: the next look will tell.
    if (found !== undefined) whole = withValue(whole, name, found.value, ms)
  }
  return whole
}

function withValue(record: StoredSettings, name: SettingName, value: unknown, ms: number): StoredSettings {
  const { [name]: _before, ...rest } = record
  const times = { ...record.times, [name]: ms }
  return value === null ? { ...rest, times } : { ...rest, [name]: value, times }
}

/** The settings, straight from the store, every change that can be seen here in them: a get and a list. */
export async function readSettings(ctx: StoreContext): Promise<StoredSettings> {
  const [{ record }, facts] = await Promise.all([findRecord(ctx), listFacts(ctx.kv)])
  return withFacts(ctx.kv, record, facts)
}

/**
 * The settings from the isolate's memory when it read them within 30 s, else one get. When it reads them again the record
 * is compared behind the answer with the changes, and put together anew where a writer had not seen one of them; one
 * that cannot be read is left alone, and the changes are read instead.
 */
export async function loadSettings(ctx: StoreContext): Promise<StoredSettings> {
  const known = ctx.memory.settings
  const nowMs = ctx.clock()
  if (known !== undefined && nowMs >= known.readMs && nowMs - known.readMs < memoryMs) return known.record
  const { record: found, isOurs } = await findRecord(ctx)
  const record = isOurs ? found : await withFacts(ctx.kv, found, await listFacts(ctx.kv))
  ctx.memory.settings = { record, readMs: nowMs }
  if (known !== undefined && isOurs) ctx.waitUntil(completeRecord(ctx, record))
  return record
}

async function completeRecord(ctx: StoreContext, record: StoredSettings): Promise<void> {
  const whole = await withFacts(ctx.kv, record, await listFacts(ctx.kv))
  if (whole !== record) await putRecord(ctx, whole)
}

async function putRecord(ctx: StoreContext, record: StoredSettings): Promise<void> {
  await ctx.kv.put(settingsKey, JSON.stringify(record))
  ctx.memory.settings = { record, readMs: ctx.clock() }
}

/** Values to set; null goes back to the default. */
export type SettingsChange = { readonly [Name in SettingName]?: SettingValues[Name] | null }

/**
 * Changes settings, each by a fact of its own, so that admins at two places undo nothing of each other's. A record of a
 * later version stays as it is, and so do all changes: who wrote it finds these among them.
 */
export async function saveSettings(ctx: StoreContext, change: SettingsChange): Promise<StoredSettings> {
  const [{ record, isNewer }, facts] = await Promise.all([findRecord(ctx), listFacts(ctx.kv)])
  const nowMs = ctx.clock()
  let whole = await withFacts(ctx.kv, record, facts)
  const written = Object.entries(change) as [SettingName, unknown][]
  for (const [name, value] of written) {
    const ms = Math.max(nowMs, (whole.times?.[name] ?? 0) + 1)
    await ctx.kv.put(settingFactKey(name, ms), JSON.stringify({ v: 1, value } satisfies FactValue))
    whole = withValue(whole, name, value, ms)
  }
  if (isNewer) {
    ctx.memory.settings = { record: whole, readMs: nowMs }
    return whole
  }
  await putRecord(ctx, whole)
  const { times } = whole
  const old = facts.filter(({ name, ms }) => ms < (times?.[name] ?? 0) && ms < nowMs - settledMs)
  ctx.waitUntil(mapBounded(old.slice(0, sweepMax), width, ({ key }) => ctx.kv.delete(key)))
  return whole
}
