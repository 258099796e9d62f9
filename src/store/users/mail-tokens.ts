import { dayMs, hourMs } from '../../contract/time.ts'
import {
  resetIndexKey,
  resetKey,
  resetsPrefix,
  shardChars,
  verificationIndexKey,
  verificationKey,
  verificationsPrefix,
} from '../kv/keys.ts'
import { emptyValue, listAll, listPage, mapBounded, parseRecord, type Kv } from '../kv/port.ts'
import type { Random, StoreContext } from '../context/context.ts'
import { decode36 } from '../../domain/values/index.ts'

/** Links that confirm a registration live 24 hours, links to a new password one. */
export const linkLifeMs = dayMs
export const resetLifeMs = hourMs

/** Record `vt_<hash of token>`: a registration that waits for its mail, with its own password. */
export type PendingRecord = {
  readonly v: 1
  readonly user: string
  readonly email: string
  readonly phc: string
  readonly passwordId: string
  readonly registeredMs: number
  readonly expMs: number
}

/** Record `rt_<hash of token>`: a password reset, void as soon as the password is another one. */
export type ResetRecord = {
  readonly v: 1
  readonly user: string
  readonly passwordId: string
  readonly expMs: number
}

type Unexpired = { readonly expMs: number }

function readUnexpired<Rec extends Unexpired>(text: string | null, nowMs: number): Rec | undefined {
  const record = parseRecord<Rec>(text)
  return record !== undefined && record.expMs > nowMs ? record : undefined
}

/** Undefined when unknown, used or expired. One get. */
export async function readPending(
  kv: Kv,
  tokenHash: string,
  nowMs: number,
): Promise<PendingRecord | undefined> {
  return readUnexpired(await kv.get(verificationKey(tokenHash)), nowMs)
}

/** Undefined when unknown, used or expired. One get. */
export async function readReset(kv: Kv, tokenHash: string, nowMs: number): Promise<ResetRecord | undefined> {
  return readUnexpired(await kv.get(resetKey(tokenHash)), nowMs)
}

/** The user's newest pending registrations, at most `max`, newest first: one list and a get each. */
export async function listPending(
  kv: Kv,
  user: string,
  nowMs: number,
  max: number,
): Promise<readonly PendingRecord[]> {
  const { keys } = await listAll(kv, verificationsPrefix(user), 4)
  const hashes = keys
    .flatMap((key) => parseLinkIndex(key) ?? [])
    .sort((one, other) => other.expMs - one.expMs)
    .slice(0, max)
  const records = await mapBounded(hashes, 8, (entry) => readPending(kv, entry.tokenHash, nowMs))
  return records.flatMap((record) => record ?? [])
}

/**
 * Registrations of the whole site that wait, newest first, at most `max`: four pages of keys at most, and a get each. One that
 * was mailed several times has a token for each mail.
 */
export async function listAllPending(kv: Kv, nowMs: number, max: number): Promise<readonly PendingRecord[]> {
  const { keys } = await listAll(kv, 'vp_', 4)
  const entries = keys
    .flatMap((key) => parseLinkIndex(key) ?? [])
    .filter(({ expMs }) => expMs > nowMs)
    .sort((one, other) => other.expMs - one.expMs)
    .slice(0, max)
  const records = await mapBounded(entries, 8, (entry) => readPending(kv, entry.tokenHash, nowMs))
  return records.flatMap((record) => record ?? [])
}

/** The index first: a record that no index names would never be swept. */
export async function putPending(kv: Kv, tokenHash: string, record: PendingRecord): Promise<void> {
  await kv.put(verificationIndexKey(record.user, record.expMs, tokenHash), emptyValue)
  await kv.put(verificationKey(tokenHash), JSON.stringify(record))
}

/** Keeps a password reset: its index, then the record. Two operations. */
export async function putReset(kv: Kv, tokenHash: string, record: ResetRecord): Promise<void> {
  await kv.put(resetIndexKey(record.user, record.expMs, tokenHash), emptyValue)
  await kv.put(resetKey(tokenHash), JSON.stringify(record))
}

/** Removes every pending registration of a user whose address is now confirmed. */
export function deletePending(kv: Kv, user: string): Promise<void> {
  return deleteLinks(kv, verificationsPrefix(user), verificationKey)
}

/** Removes every reset link of a user whose password was changed. */
export function deleteResets(kv: Kv, user: string): Promise<void> {
  return deleteLinks(kv, resetsPrefix(user), resetKey)
}

async function deleteLinks(kv: Kv, prefix: string, recordKey: (hash: string) => string): Promise<void> {
  const { keys } = await listAll(kv, prefix, 4)
  await mapBounded(keys, 8, (key) => deleteLink(kv, key, recordKey))
}

// The record before its index, or a crash would leave a record that nothing finds.
async function deleteLink(kv: Kv, key: string, recordKey: (hash: string) => string): Promise<void> {
  const entry = parseLinkIndex(key)
  if (entry !== undefined) await kv.delete(recordKey(entry.tokenHash))
  await kv.delete(key)
}

function parseLinkIndex(key: string): { expMs: number; tokenHash: string } | undefined {
  const [, time = '', tokenHash = ''] = /^[vr]p_[0-9a-f]{32}_([0-9a-z]{8})_([0-9a-f]{64})$/.exec(key) ?? []
  const expMs = decode36(time)
  return expMs === undefined ? undefined : { expMs, tokenHash }
}

const sweepMax = 4
const hexDigits = 16

/** One of the 16 first characters of a hash, so that sweeps get everywhere in time. */
export function pickShard(random: Random): string {
  return shardChars[(random(1)[0] ?? 0) % hexDigits] ?? '0'
}

/** Deletes a few expired links of a random sixteenth of the users; at most one list and 8 deletes. */
export async function sweepLinks(ctx: StoreContext, kind: 'verification' | 'reset'): Promise<void> {
  const [prefix, recordKey] = kind === 'verification' ? ['vp_', verificationKey] : ['rp_', resetKey]
  const { keys } = await listPage(ctx.kv, prefix + pickShard(ctx.random))
  const nowMs = ctx.clock()
  const expired = keys.filter((key) => (parseLinkIndex(key)?.expMs ?? 0) < nowMs).slice(0, sweepMax)
  await mapBounded(expired, sweepMax, (key) => deleteLink(ctx.kv, key, recordKey))
}
