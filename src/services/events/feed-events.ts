import type * as v from 'valibot'
import { equalSecrets } from '../../auth/secrets.ts'
import type { FeedKeyAnswer } from '../../contract/events.ts'
import type { Region } from '../../contract/vocabulary.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext, SiteContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { randomHex } from '../../store/context/index.ts'
import { feedKeyHash } from '../../store/kv/index.ts'
import { addUserFact, nextFactMs, readUserFacts } from '../../store/users/index.ts'
import { visibleEvents, type NamedEvent } from './visible-events.ts'

/** Entries of a feed. */
const entriesMax = 50
const secretBytes = 16

/** Whom a feed is for, and what it shows. */
export type FeedQuestion = {
  readonly node?: number | undefined
  readonly region?: Region | undefined
  readonly tag?: string | undefined
  /** The secret end of an owner's own address. */
  readonly key?: string | undefined
}

/** The newest entries, or undefined where the key is none. */
export type FeedEvents = readonly NamedEvent[] | undefined

/** What a feed shows: of the site, a node, a region, a tag, or of the nodes of the owner whose key is given. */
export async function feedEvents(ctx: SiteContext, { key, ...filter }: FeedQuestion): Promise<FeedEvents> {
  const user = key === undefined ? undefined : await userOfFeedKey(ctx, key)
  if (key !== undefined && user === undefined) return undefined
  const viewer = { ...(user === undefined ? {} : { user }), isAdmin: false }
  const page = await visibleEvents(ctx, viewer, { ...filter, mine: user !== undefined, limit: entriesMax })
  return page.events
}

/** Whose feed a key opens; undefined for a renewed one, or none. One list. */
async function userOfFeedKey(ctx: SiteContext, key: string): Promise<string | undefined> {
  const [, user, secret] = /^([0-9a-f]{32})_([0-9a-f]{32})$/.exec(key) ?? []
  if (user === undefined || secret === undefined) return undefined
  const { state } = await readUserFacts(ctx.kv, user)
  const hash = state?.isEnabled === true ? state.feedHash : undefined
  return hash !== undefined && equalSecrets(feedKeyHash(secret), hash) ? user : undefined
}

/**
 * Makes the caller's secret feed address; the one before it ends. It is told once: only its hash is kept. Throws
 * token_missing.
 */
export async function renewFeedKey(ctx: ServiceContext): Promise<v.InferOutput<typeof FeedKeyAnswer>> {
  const { userKey } = requireCaller(ctx)
  const facts = await readUserFacts(ctx.kv, userKey)
  const secret = randomHex(ctx.random, secretBytes)
  await addUserFact(ctx, userKey, 'f', facts, nextFactMs(ctx.clock(), facts, 'f'), feedKeyHash(secret))
  audit(ctx, 'token_made', { what: 'feed' })
  const address = (form: 'xml' | 'json'): string => `${ctx.origin}/api/feed.${form}?key=${userKey}_${secret}`
  return { atom_url: address('xml'), json_url: address('json') }
}
