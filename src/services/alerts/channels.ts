import type * as v from 'valibot'
import {
  type Channel,
  type ChannelAnswer,
  type ChannelCreateBody,
  channelLimits,
  type ChannelScope,
  type ChannelsAnswer,
  type ChannelUpdateBody,
  type DeliveriesAnswer,
  type ScopeQuery,
} from '../../contract/channels.ts'
import { ServiceError } from '../../contract/errors.ts'
import { requireFullAdmin } from '../auth/second-factor.ts'
import type { MessageAnswer } from '../auth/types.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { lastFour } from '../notify/attempt.ts'
import { kindOf } from '../notify/kinds/table.ts'
import type { Credential } from '../notify/message.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { bring } from './bring.ts'
import { checkCredential, openCredential, sealCredential } from './credential.ts'
import { testMessage } from './test-message.ts'
import {
  type ChannelRecord,
  deleteChannel as deleteStored,
  listChannels as listStored,
  listDeliveries as listTries,
  readChannel,
  readReason,
  saveChannel,
  siteOwner,
  type StoredChannel,
} from '../../store/alerts/index.ts'
import { throttles } from '../../store/throttle/index.ts'
import { beside, randomHex } from '../../store/context/index.ts'

type Scope = v.InferOutput<typeof ScopeQuery>
type CreateInput = v.InferOutput<typeof ChannelCreateBody>
type UpdateInput = v.InferOutput<typeof ChannelUpdateBody>

const idBytes = 6

/** Whose channels are meant; those of the site are its admins'. Throws ServiceError admin_required, totp_enrolment_required. */
async function ownerOf(ctx: ServiceContext, scope: ChannelScope): Promise<string> {
  const { userKey } = requireCaller(ctx)
  if (scope === 'own') return userKey
  await requireFullAdmin(ctx)
  return siteOwner
}

function shown({ record, offReason }: StoredChannel): Channel {
  return {
    id: record.id,
    kind: record.kind,
    name: record.name,
    last_four: record.lastFour,
    language: record.language,
    events: record.events as Channel['events'],
    nodes: [...record.nodes],
    after_minutes: record.afterMinutes,
    reminder: record.reminder,
    quiet: record.quiet,
    utc_offset: record.utcOffset,
    off_reason: offReason ?? null,
    saved_at: new Date(record.savedMs).toISOString(),
  }
}

/** The caller's channels, or those of the site. Throws ServiceError admin_required. */
export async function listChannels(
  ctx: ServiceContext,
  { scope }: Scope,
): Promise<v.InferOutput<typeof ChannelsAnswer>> {
  const channels = await listStored(ctx, await ownerOf(ctx, scope))
  return { channels: channels.map(shown), limit: channelLimits.channelsMax }
}

/**
 * Adds a channel that takes a test message. Throws ServiceError admin_required, channel_limit, missing_field,
 * invalid_field, channel_target_forbidden, rate_limited, channel_refused (`details.reason`: the service's own words).
 */
export async function createChannel(
  ctx: ServiceContext,
  { scope }: Scope,
  input: CreateInput,
): Promise<v.InferOutput<typeof ChannelAnswer>> {
  const owner = await ownerOf(ctx, scope)
  return beside(ctx, `channels ${owner}`, (others) => addChannel(ctx, owner, others, input))
}

async function addChannel(
  ctx: ServiceContext,
  owner: string,
  others: number,
  input: CreateInput,
): Promise<v.InferOutput<typeof ChannelAnswer>> {
  if ((await listStored(ctx, owner)).length + others >= channelLimits.channelsMax) {
    throw new ServiceError('channel_limit', { limit: channelLimits.channelsMax })
  }
  const { kind, name, language, events, nodes, reminder, quiet } = input
  const credential = credentialOf(ctx, kind, input.credential)
  const id = randomHex(ctx.random, idBytes)
  const nowMs = ctx.clock()
  const record: ChannelRecord = {
    v: 1,
    id,
    owner,
    kind,
    name,
    sealed: await sealCredential(ctx, { owner, id }, credential),
    lastFour: lastFourOf(kind, credential),
    language,
    events,
    nodes,
    afterMinutes: input.after_minutes,
    reminder,
    quiet,
    utcOffset: input.utc_offset,
    sinceMs: nowMs,
    savedMs: nowMs,
  }
  await tryOut(ctx, record, credential)
  await saveChannel(ctx, record)
  return { message: '测试消息已送达，渠道已保存', channel: shown({ record, offReason: undefined }) }
}

/** A mail goes to the address of whoever saves it, and to no other. */
function credentialOf(
  ctx: ServiceContext,
  kind: ChannelRecord['kind'],
  given: Credential,
  known: Credential = {},
): Credential {
  const checked = checkCredential(ctx, kind, given, known)
  return kind === 'mail' ? { to: known['to'] ?? requireCaller(ctx).email } : checked
}

function lastFourOf(kind: ChannelRecord['kind'], credential: Credential): string {
  const service = kindOf(kind)
  return service === undefined ? '' : lastFour(service, credential)
}

/**
 * Changes a channel and switches it on again, after a test message. Throws as `createChannel`, and channel_not_found.
 */
export async function updateChannel(
  ctx: ServiceContext,
  { scope }: Scope,
  id: string,
  input: UpdateInput,
): Promise<v.InferOutput<typeof ChannelAnswer>> {
  const { record, offReason } = await find(ctx, await ownerOf(ctx, scope), id)
  const known = await openCredential(ctx, record)
  const credential = credentialOf(ctx, record.kind, input.credential ?? {}, known)
  const nowMs = ctx.clock()
  const changed: ChannelRecord = {
    ...record,
    name: input.name ?? record.name,
    language: input.language ?? record.language,
    events: input.events ?? record.events,
    nodes: input.nodes ?? record.nodes,
    afterMinutes: input.after_minutes ?? record.afterMinutes,
    reminder: input.reminder ?? record.reminder,
    quiet: input.quiet ?? record.quiet,
    utcOffset: input.utc_offset ?? record.utcOffset,
    sealed: await sealCredential(ctx, record, credential),
    lastFour: lastFourOf(record.kind, credential),
    // What happened while it was off is old news.
    sinceMs: offReason === undefined ? record.sinceMs : nowMs,
    savedMs: Math.max(nowMs, record.savedMs + 1),
  }
  await tryOut(ctx, changed, credential)
  await saveChannel(ctx, changed)
  return {
    message: '测试消息已送达，渠道已保存',
    channel: shown({ record: changed, offReason: undefined }),
  }
}

async function find(ctx: ServiceContext, owner: string, id: string): Promise<StoredChannel> {
  const channel = await readChannel(ctx, { owner, id })
  if (channel === undefined) throw new ServiceError('channel_not_found')
  return channel
}

/** Deletes a channel. Throws ServiceError channel_not_found. */
export async function deleteChannel(
  ctx: ServiceContext,
  { scope }: Scope,
  id: string,
): Promise<MessageAnswer> {
  const { record } = await find(ctx, await ownerOf(ctx, scope), id)
  await deleteStored(ctx, record)
  return { message: '告警渠道已删除' }
}

/** Sends a test message by a channel as it is saved. Throws ServiceError channel_not_found, rate_limited, channel_refused. */
export async function testChannel(ctx: ServiceContext, { scope }: Scope, id: string): Promise<MessageAnswer> {
  const { record } = await find(ctx, await ownerOf(ctx, scope), id)
  const credential = await openCredential(ctx, record)
  if (credential === undefined) {
    throw new ServiceError('channel_refused', { reason: 'its credential was sealed with another JWT_SECRET' })
  }
  await tryOut(ctx, record, credential)
  return { message: '测试消息已送达' }
}

async function tryOut(ctx: ServiceContext, record: ChannelRecord, credential: Credential): Promise<void> {
  await chargeThrottle(ctx, [[throttles.testChannel, requireCaller(ctx).userKey]])
  const verdict = await bring(ctx, record.kind, credential, await testMessage(ctx, record))
  if (verdict.kind !== 'sent') throw new ServiceError('channel_refused', { reason: verdict.reason })
}

/** The newest 50 tries of a channel, newest first. Throws ServiceError channel_not_found. */
export async function listDeliveries(
  ctx: ServiceContext,
  { scope }: Scope,
  id: string,
): Promise<v.InferOutput<typeof DeliveriesAnswer>> {
  const { record } = await find(ctx, await ownerOf(ctx, scope), id)
  const tries = (await listTries(ctx, record)).slice(0, channelLimits.deliveriesShown)
  const reasons = await Promise.all(tries.map((one) => readReason(ctx, one)))
  return {
    deliveries: tries.map(({ ms, result, items }, at) => ({
      at: new Date(ms).toISOString(),
      result,
      reason: reasons[at] ?? '',
      items: items.map(({ word, kind, node, ms: sinceMs }) => ({
        word,
        node,
        event: kind,
        since: new Date(sinceMs).toISOString(),
      })),
    })),
  }
}
