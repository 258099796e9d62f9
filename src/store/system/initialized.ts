import { initializedKey, mailFailureKey } from '../kv/keys.ts'
import { parseRecord, type Kv } from '../kv/port.ts'

/** Record `init`: the system is initialised, and `user` is its super admin. Written last by initialize. */
export type InitializedRecord = { readonly v: 1; readonly user: string; readonly ms: number }

/** One get; undefined before initialize. */
export async function readInitialized(kv: Kv): Promise<InitializedRecord | undefined> {
  return parseRecord<InitializedRecord>(await kv.get(initializedKey))
}

/** Writes down who became super admin, and when (ms). One operation. */
export function putInitialized(kv: Kv, user: string, ms: number): Promise<void> {
  return kv.put(initializedKey, JSON.stringify({ v: 1, user, ms } satisfies InitializedRecord))
}

type MailFailure = { readonly v: 1; readonly text: string; readonly ms: number }

/** Text of the newest failure of the mail provider; "" when the last mail went out. */
export async function readMailFailure(kv: Kv): Promise<string> {
  return parseRecord<MailFailure>(await kv.get(mailFailureKey))?.text ?? ''
}

/** Keeps a failure's text for the admins. */
export function putMailFailure(kv: Kv, text: string, ms: number): Promise<void> {
  return kv.put(mailFailureKey, JSON.stringify({ v: 1, text, ms } satisfies MailFailure))
}

/** A mail went out: forgets the failure, if there was one. */
export async function clearMailFailure(kv: Kv): Promise<void> {
  if ((await kv.get(mailFailureKey)) !== null) await kv.delete(mailFailureKey)
}
