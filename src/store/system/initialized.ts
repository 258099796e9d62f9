import { initializedKey, mailFailureKey } from '../kv/keys.ts'
import { parseRecord, type Kv } from '../kv/port.ts'
import { readRecord } from '../kv/record.ts'
import type { StoreContext } from '../context/context.ts'
import type { InitializedRecord } from './initialized-record.ts'

const nobody: InitializedRecord = { v: 1, user: '', ms: 0 }

/**
 * One get; undefined before initialize. A marker that cannot be read names nobody: the system is initialised, and who
 * is super admin is not known, so that neither of the two can be taken over.
 */
export async function readInitialized({ kv, log }: StoreContext): Promise<InitializedRecord | undefined> {
  const reading = readRecord<InitializedRecord>(
    await kv.get(initializedKey),
    ({ user }) => typeof user === 'string',
  )
  if (reading.kind === 'absent') return undefined
  if (reading.kind === 'readable') return reading.record
  log?.('record_unreadable', { record: 'initialized', newer: reading.isNewer })
  return nobody
}

/** An isolate believes the marker this long, as it does the settings. */
const memoryMs = 30_000

/** The marker from the isolate's memory when it read it within 30 s, else one get. */
export async function loadInitialized(ctx: StoreContext): Promise<InitializedRecord | undefined> {
  const known = ctx.memory.initialized
  const nowMs = ctx.clock()
  if (known !== undefined && nowMs >= known.readMs && nowMs - known.readMs < memoryMs) return known.record
  const record = await readInitialized(ctx)
  if (record !== undefined) ctx.memory.initialized = { record, readMs: nowMs }
  return record
}

/** Writes down who became super admin, and when (ms). One operation. */
export function putInitialized(kv: Kv, user: string, ms: number): Promise<void> {
  return kv.put(initializedKey, JSON.stringify({ v: 1, user, ms } satisfies InitializedRecord))
}

type MailFailure = { readonly v: 1; readonly text: string; readonly ms: number }

/** The newest failure of the mail provider, its text and when (ms); undefined when the last mail went out. */
export async function readMailFailureRecord(
  kv: Kv,
): Promise<{ readonly text: string; readonly ms: number } | undefined> {
  return parseRecord<MailFailure>(await kv.get(mailFailureKey))
}

/** Its text alone; "" when the last mail went out. */
export async function readMailFailure(kv: Kv): Promise<string> {
  return (await readMailFailureRecord(kv))?.text ?? ''
}

/** Keeps a failure's text for the admins. */
export function putMailFailure(kv: Kv, text: string, ms: number): Promise<void> {
  return kv.put(mailFailureKey, JSON.stringify({ v: 1, text, ms } satisfies MailFailure))
}

/** A mail went out: forgets the failure, if there was one. */
export async function clearMailFailure(kv: Kv): Promise<void> {
  if ((await kv.get(mailFailureKey)) !== null) await kv.delete(mailFailureKey)
}
