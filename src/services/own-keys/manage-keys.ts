import type * as v from 'valibot'
import { hashToken } from '../../auth/secrets.ts'
import type {
  ApiKeyAnswer,
  ApiKeyCreateBody,
  ApiKeyCreatedAnswer,
  ApiKeyQuotaBody,
  ApiKeysAnswer,
  ApiKeyUpdatedAnswer,
} from '../../contract/api-keys.ts'
import { ServiceError } from '../../contract/errors.ts'
import { quotaOf } from '../../domain/quota/index.ts'
import { dayMs, isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import {
  addApiKey,
  getApiKey,
  listApiKeys,
  readUses,
  revokeApiKey,
  setApiKeyQuota,
  type ApiKeyRecord,
  type StoredApiKey,
} from '../../store/api-keys/index.ts'
import { beside, randomHex } from '../../store/context/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { loadSettings, readSettings } from '../../store/system/index.ts'
import { readUserFacts } from '../../store/users/index.ts'
import { requireAdminTotp, requireFullAdmin, requireProof } from '../auth/second-factor.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { siteSettings, type SiteSettings } from '../system/site-settings.ts'

const idChars = 8
const secretBytes = 16

/** How a key begins; what its owner tells it by. */
function prefixOf(id: string): string {
  return `etk_${id}`
}

/**
 * Keys with their quotas and their use in the last 30 days: the caller's, or for an admin those of an account. Five
 * operations a key. Throws admin_required, totp_enrolment_required, user_not_found.
 */
export async function listApiKeysOf(
  ctx: ServiceContext,
  { email }: { readonly email?: string | undefined },
): Promise<v.InferOutput<typeof ApiKeysAnswer>> {
  const user = email === undefined ? requireCaller(ctx).userKey : await othersKey(ctx, email)
  const site = siteSettings(await loadSettings(ctx))
  const keys: ApiKeyAnswer[] = []
  for (const stored of await listApiKeys(ctx, user)) keys.push(await describe(ctx, stored, site))
  return { keys, limit: site.api_keys_per_user }
}

async function othersKey(ctx: ServiceContext, email: string): Promise<string> {
  const caller = requireCaller(ctx)
  if (email === caller.email) return caller.userKey
  await requireFullAdmin(ctx)
  const user = userKey(email)
  if ((await readUserFacts(ctx.kv, user)).state === undefined) throw new ServiceError('user_not_found')
  return user
}

async function describe(
  ctx: ServiceContext,
  { record, quota }: StoredApiKey,
  site: SiteSettings,
): Promise<ApiKeyAnswer> {
  const { id, name, check, createdMs, expiresMs } = record
  const uses = await readUses(ctx, id)
  const allowed = quotaOf(quota ?? { perDay: site.api_day_quota, perMinute: site.api_minute_quota })
  return {
    id,
    prefix: prefixOf(id),
    name,
    check,
    created_at: isoTime(createdMs),
    expires_at: isoTimeOrNull(expiresMs),
    expired: expiresMs !== null && expiresMs <= ctx.clock(),
    requests_per_day: allowed.perDay,
    requests_per_minute: allowed.perMinute,
    own_quota: quota !== undefined,
    uses: uses.map(({ day, count }) => ({ date: isoTime(day * dayMs).slice(0, 10), requests: count })),
  }
}

/** Makes a key of the caller's. It is in this answer and nowhere else. Throws step_up_required, api_key_limit. */
export async function createApiKey(
  ctx: ServiceContext,
  { name, expires_days: days, check = 0 }: v.InferOutput<typeof ApiKeyCreateBody>,
): Promise<v.InferOutput<typeof ApiKeyCreatedAnswer>> {
  requireProof(ctx)
  const { userKey: user } = requireCaller(ctx)
  return beside(ctx, `keys ${user}`, (others) => makeKey(ctx, user, others, { name, days, check }))
}

async function makeKey(
  ctx: ServiceContext,
  user: string,
  others: number,
  { name, days, check }: { readonly name: string; readonly days: number | undefined; readonly check: 0 | 1 },
): Promise<v.InferOutput<typeof ApiKeyCreatedAnswer>> {
  const site = siteSettings(await loadSettings(ctx))
  if ((await listApiKeys(ctx, user)).length + others >= site.api_keys_per_user) {
    throw new ServiceError('api_key_limit')
  }
  const id = [...ctx.random(idChars)].map((byte) => (byte % 36).toString(36)).join('')
  const key = `${prefixOf(id)}_${randomHex(ctx.random, secretBytes)}`
  const createdMs = ctx.clock()
  const expiresMs = days === undefined ? null : createdMs + days * dayMs
  const record: ApiKeyRecord = { v: 1, id, user, name, check, hash: hashToken(key), createdMs, expiresMs }
  await addApiKey(ctx, record)
  const made = await describe(ctx, { record, quota: undefined }, site)
  audit(ctx, 'token_made', { what: `${prefixOf(id)} ${name}` })
  return { message: '密钥已创建', api_key: made, key }
}

/** Ends a key of the caller's, or for an admin anybody's. Throws api_key_not_found, totp_enrolment_required. */
export async function removeApiKey(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<{ message: string }> {
  const { userKey: user, role } = requireCaller(ctx)
  const stored = await getApiKey(ctx, id)
  if (stored === undefined || (stored.record.user !== user && role === 'user')) {
    throw new ServiceError('api_key_not_found')
  }
  if (stored.record.user !== user) await requireAdminTotp(ctx)
  await revokeApiKey(ctx, stored.record)
  audit(ctx, 'token_revoked', { what: `${prefixOf(id)} ${stored.record.name}`, whose: stored.record.user })
  return { message: '密钥已吊销' }
}

/**
 * Gives a key a quota of its own, within the caps of the settings; without numbers that of the site holds again.
 * Throws admin_required, totp_enrolment_required, api_key_not_found, invalid_field.
 */
export async function quotaOfApiKey(
  ctx: ServiceContext,
  { id }: { readonly id: string },
  { requests_per_day: day, requests_per_minute: minute }: v.InferOutput<typeof ApiKeyQuotaBody>,
): Promise<v.InferOutput<typeof ApiKeyUpdatedAnswer>> {
  await requireFullAdmin(ctx)
  if ((await getApiKey(ctx, id)) === undefined) throw new ServiceError('api_key_not_found')
  const site = siteSettings(await readSettings(ctx))
  requireAtMost('requests_per_day', day, site.api_day_quota_max)
  requireAtMost('requests_per_minute', minute, site.api_minute_quota_max)
  const isOwn = day !== undefined || minute !== undefined
  const quota = { perDay: day ?? site.api_day_quota, perMinute: minute ?? site.api_minute_quota }
  await setApiKeyQuota(ctx, id, isOwn ? quota : undefined)
  const after = await getApiKey(ctx, id)
  if (after === undefined) throw new ServiceError('api_key_not_found')
  return { message: '额度已保存', api_key: await describe(ctx, after, site) }
}

function requireAtMost(field: string, value: number | undefined, max: number): void {
  if (value === undefined || value <= max) return
  throw new ServiceError('invalid_field', { field }, `${field} 不能大于本站上限 ${max}`)
}
