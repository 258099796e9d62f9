import * as v from 'valibot'
import { count, email, flag, visibleText } from './fields.ts'
import { limits } from './limits.ts'

export const ApiKeyPath = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-z]{8}$/, 'id 须为 8 位小写字母或数字')),
})

/** Whose keys; one's own without it. Of others only for admins. */
export const ApiKeysQuery = v.object({ email: v.optional(email) })

export const ApiKeyCreateBody = v.object({
  name: visibleText('名称', 40),
  /** Days until it ends; without it never. */
  expires_days: v.optional(count('expires_days', 3650, 1)),
  /** 1: it may have addresses checked. */
  check: v.optional(flag('check')),
})

/** Without a number that of the site holds. */
export const ApiKeyQuotaBody = v.object({
  requests_per_day: v.optional(count('requests_per_day', limits.requestsPerDayMax, 1)),
  requests_per_minute: v.optional(count('requests_per_minute', limits.requestsPerMinuteMax, 1)),
})

/** A key as its owner sees it; the key itself is never shown again. */
export const ApiKey = v.object({
  id: v.string(),
  /** How the key begins. */
  prefix: v.string(),
  name: v.string(),
  check: v.picklist([0, 1]),
  created_at: v.string(),
  expires_at: v.nullable(v.string()),
  expired: v.boolean(),
  requests_per_day: v.number(),
  requests_per_minute: v.number(),
  /** An admin has given it a quota of its own. */
  own_quota: v.boolean(),
  /** The last 30 days (UTC), oldest first. */
  uses: v.array(v.object({ date: v.string(), requests: v.number() })),
})
export type ApiKeyAnswer = v.InferOutput<typeof ApiKey>
export const ApiKeysAnswer = v.object({ keys: v.array(ApiKey), limit: v.number() })
/** `key` is shown this once. */
export const ApiKeyCreatedAnswer = v.object({ message: v.string(), api_key: ApiKey, key: v.string() })
export const ApiKeyUpdatedAnswer = v.object({ message: v.string(), api_key: ApiKey })
