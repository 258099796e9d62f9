import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { emptyValue, listAll, mapBounded, parseRecord, type Kv } from '../kv/port.ts'
import {
  apiKeyFactsPrefix,
  apiKeyKey,
  apiKeyQuotaKey,
  ownApiKeyKey,
  ownApiKeysPrefix,
  parseApiKeyFact,
  revokedApiKeyKey,
  type OwnQuota,
} from '../kv/api-key-keys.ts'

/** `ak_<id>`: written once. `hash` is that of the key. */
export type ApiKeyRecord = {
  readonly v: 1
  readonly id: string
  readonly user: string
  readonly name: string
  /** Whether it may have addresses checked. */
  readonly check: 0 | 1
  readonly hash: string
  readonly createdMs: number
  /** Null: it does not end by itself. */
  readonly expiresMs: number | null
}

/** A key that is not revoked, and the quota that an admin has given it; undefined = that of the site. */
export type StoredApiKey = { readonly record: ApiKeyRecord; readonly quota: OwnQuota | undefined }

const width = 8

/** A key that is not revoked: a get and a list, whether there is one or not. */
export async function getApiKey(ctx: { readonly kv: Kv }, id: string): Promise<StoredApiKey | undefined> {
  const [text, { keys }] = await Promise.all([
    ctx.kv.get(apiKeyKey(id)),
    listAll(ctx.kv, apiKeyFactsPrefix(id), 1),
  ])
  const record = parseRecord<ApiKeyRecord>(text)
  const facts = keys.flatMap((key) => parseApiKeyFact(key) ?? [])
  if (record === undefined || facts.some(({ quota }) => quota === undefined)) return undefined
  const newest = facts.reduce<(typeof facts)[number] | undefined>(
    (best, fact) => (best === undefined || fact.ms >= best.ms ? fact : best),
    undefined,
  )
  const quota = newest?.quota
  return { record, quota: quota === undefined || quota.perDay === 0 ? undefined : quota }
}

/** The keys of a user that are not revoked, expired ones too, oldest first: a list, then a get and a list each. */
export async function listApiKeys(ctx: StoreContext, user: string): Promise<StoredApiKey[]> {
  const found = await mapBounded(await idsOf(ctx, user), width, (id) => getApiKey(ctx, id))
  return found
    .filter((one) => one !== undefined)
    .sort((one, other) => one.record.createdMs - other.record.createdMs)
}

async function idsOf(ctx: StoreContext, user: string): Promise<string[]> {
  const prefix = ownApiKeysPrefix(user)
  return (await listAll(ctx.kv, prefix, 1)).keys.map((key) => key.slice(prefix.length))
}

/** Keeps a new key. */
export async function addApiKey(ctx: StoreContext, record: ApiKeyRecord): Promise<void> {
  await ctx.kv.put(ownApiKeyKey(record.user, record.id), emptyValue)
  await ctx.kv.put(apiKeyKey(record.id), JSON.stringify(record))
}

/**
 * Ends a key for good. The mark stays; what is left of the key goes once everybody can see the mark, when the next of the
 * same user is revoked.
 */
export async function revokeApiKey(ctx: StoreContext, { user, id }: ApiKeyRecord): Promise<void> {
  await ctx.kv.put(revokedApiKeyKey(id), emptyValue)
  ctx.waitUntil(sweepRevoked(ctx, user))
}

/** Ends all keys of a user. */
export async function revokeApiKeysOf(ctx: StoreContext, user: string): Promise<void> {
  await mapBounded(await idsOf(ctx, user), width, (id) => ctx.kv.put(revokedApiKeyKey(id), emptyValue))
}

const sweepMax = 8

async function sweepRevoked(ctx: StoreContext, user: string): Promise<void> {
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  for (const id of (await idsOf(ctx, user)).slice(0, sweepMax)) {
    const record = parseRecord<ApiKeyRecord>(await ctx.kv.get(apiKeyKey(id)))
    const isRevoked = (await ctx.kv.get(revokedApiKeyKey(id))) !== null
    if (!isRevoked || record === undefined || record.createdMs > oldMs) continue
    await ctx.kv.delete(apiKeyKey(id))
    await ctx.kv.delete(ownApiKeyKey(user, id))
  }
}

/** Gives a key a quota of its own; undefined takes it back. */
export async function setApiKeyQuota(
  ctx: StoreContext,
  id: string,
  quota: OwnQuota = { perDay: 0, perMinute: 0 },
): Promise<void> {
  const { keys } = await listAll(ctx.kv, apiKeyFactsPrefix(id), 1)
  const seen = keys.flatMap((key) => parseApiKeyFact(key) ?? [])
  const ms = Math.max(ctx.clock(), ...seen.map((fact) => fact.ms + 1))
  await ctx.kv.put(apiKeyQuotaKey(id, ms, quota), emptyValue)
  const oldMs = ctx.clock() - marginsOf(ctx).settledMs
  const old = keys.filter((key) => {
    const fact = parseApiKeyFact(key)
    return fact?.quota !== undefined && fact.ms < oldMs && fact.ms < Math.max(...seen.map((one) => one.ms))
  })
  ctx.waitUntil(mapBounded(old.slice(0, sweepMax), width, (key) => ctx.kv.delete(key)))
}
