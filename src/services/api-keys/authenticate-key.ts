import { equalSecrets, hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { Quota } from '../../domain/quota/index.ts'
import { getApiKey, loadSiteQuota } from '../../store/api-keys/index.ts'
import { readUserFacts } from '../../store/users/index.ts'
import type { SiteContext } from '../context/context.ts'

/** The API key that a request shows. */
export type UsedKey = { readonly id: string; readonly mayCheck: boolean; readonly quota: Quota }

const shape = /^etk_([0-9a-z]{8})_[0-9a-f]{32}$/
/** Of no key: an unknown prefix costs the same work as a known one. */
const noHash = '0'.repeat(64)

/** Whether a text is to be taken for a key of this kind; `X-API-Key` may hold the deployment's own as well. */
export function looksLikeApiKey(text: string | null | undefined): text is string {
  return text?.startsWith('etk_') === true
}

/**
 * The key behind a text. Nothing of it is remembered, so that a revoked one ends as soon as the revocation is seen: a get and
 * a list for every text, and for a right one a list of its owner's facts. Throws api_key_invalid, also for a key
 * that is revoked or over and for one whose owner is disabled or gone.
 */
export async function authenticateApiKey(ctx: SiteContext, text: string): Promise<UsedKey> {
  const id = shape.exec(text)?.[1] ?? ''
  const stored = await getApiKey(ctx, id)
  const isRight = equalSecrets(stored?.record.hash ?? noHash, hashToken(text))
  if (stored === undefined || !isRight) throw new ServiceError('api_key_invalid')
  const { record, quota } = stored
  const isOver = record.expiresMs !== null && record.expiresMs <= ctx.clock()
  const { state } = await readUserFacts(ctx.kv, record.user)
  if (isOver || state?.isEnabled !== true) throw new ServiceError('api_key_invalid')
  return { id: record.id, mayCheck: record.check === 1, quota: quota ?? (await loadSiteQuota(ctx)) }
}
