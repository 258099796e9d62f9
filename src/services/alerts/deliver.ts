import type { DeliveryResult } from '../../contract/channels.ts'
import type { AlertItem, DueItem } from '../../domain/alerts/index.ts'
import type { ServiceContext } from '../context/context.ts'
import type { Message } from '../notify/message.ts'
import type { Verdict } from '../notify/verdict.ts'
import { bring } from './bring.ts'
import { openCredential } from './credential.ts'
import { type ChannelRecord, putDelivery, readChannel, switchOff } from '../../store/alerts/index.ts'

/** An end is told with the beginning: what was down and is up by now needs no word of its end. */
function settledBy(item: DueItem): AlertItem[] {
  return item.word === 'passed' ? [item, { ...item, word: 'down' }, { ...item, word: 'up' }] : [item]
}

/**
 * Brings a message to a channel and writes down what became of it, which is what the next ticks go by. A channel whose
 * credential is void is switched off. Undefined when it is gone or off by now.
 */
export async function deliver(
  ctx: ServiceContext,
  channel: ChannelRecord,
  due: readonly DueItem[],
  message: Message,
): Promise<DeliveryResult | undefined> {
  const stored = await readChannel(ctx, channel)
  if (stored === undefined || stored.offReason !== undefined) return undefined
  const verdict = await bringSealed(ctx, stored.record, message)
  const result = verdict.kind
  const reason = verdict.kind === 'sent' ? '' : verdict.reason
  const afterS = verdict.kind === 'retry' ? verdict.afterS : 0
  const items = due.flatMap(settledBy)
  await putDelivery(ctx, channel, { ms: ctx.clock(), result, afterS, items }, reason)
  if (verdict.kind === 'dead') {
    await switchOff(ctx, stored.record, verdict.reason)
    ctx.log('channel_off', { channel: channel.id, service: channel.kind })
  }
  return result
}

async function bringSealed(ctx: ServiceContext, record: ChannelRecord, message: Message): Promise<Verdict> {
  const credential = await openCredential(ctx, record)
  if (credential === undefined) {
    return { kind: 'dead', reason: 'its credential was sealed with another JWT_SECRET' }
  }
  return bring(ctx, record.kind, credential, message)
}
