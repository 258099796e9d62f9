import { channelLimits } from '../../contract/channels.ts'
import { itemName } from '../../domain/alerts/index.ts'
import { dayMs, hourMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { emptyValue, listPage, mapBounded } from '../kv/port.ts'
import {
  deliveriesPrefix,
  deliveryKey,
  deliveryPrefix,
  itemsPerKey,
  parseDelivery,
  parseDeliveryOwner,
  type ChannelName,
  type Delivery,
} from './alert-keys.ts'

const width = 8
const reasonCharsMax = 400

/** The newest tries of a channel, newest first, as many as one page holds. One list. */
export async function listDeliveries(
  ctx: Pick<StoreContext, 'kv'>,
  name: ChannelName,
): Promise<readonly Delivery[]> {
  const { keys } = await listPage(ctx.kv, deliveryPrefix(name))
  return keys.sort().flatMap((key) => parseDelivery(key) ?? [])
}

/** The words that a try ended with; '' for one that arrived. */
export async function readReason(ctx: Pick<StoreContext, 'kv'>, delivery: Delivery): Promise<string> {
  return delivery.result === 'sent' ? '' : ((await ctx.kv.get(delivery.key)) ?? '')
}

/** Writes down what became of a try: a put for each 18 items. */
export async function putDelivery(
  ctx: Pick<StoreContext, 'kv'>,
  name: ChannelName,
  delivery: Omit<Delivery, 'key'>,
  reason: string,
): Promise<void> {
  const value = reason === '' ? emptyValue : reason.slice(0, reasonCharsMax)
  const parts: string[] = []
  for (let at = 0; at === 0 || at < delivery.items.length; at += itemsPerKey) {
    const items = delivery.items.slice(at, at + itemsPerKey)
    parts.push(deliveryKey(name, { ...delivery, items }, parts.length))
  }
  await mapBounded(parts, width, (key) => ctx.kv.put(key, value))
}

/** Longer than anything is told again that was told before. */
const keptMs = 3 * dayMs
const sweptMax = 16

/**
 * Deletes tries of a channel that neither its page shows nor a rule asks for: older than three days, not among the newest
 * fifty, and telling of no down that still lasts.
 */
export async function sweepDeliveries(
  ctx: Pick<StoreContext, 'kv' | 'clock'>,
  newestFirst: readonly Delivery[],
): Promise<void> {
  const oldMs = ctx.clock() - keptMs
  const ended = new Set(
    newestFirst.flatMap(({ items }) => items.filter(({ word }) => word === 'up').map(itemName)),
  )
  const gone = newestFirst.slice(channelLimits.deliveriesShown).filter(({ ms, items }) => {
    const isOpen = items.some((item) => item.word === 'down' && !ended.has(itemName({ ...item, word: 'up' })))
    // A node that is gone never comes up: after a month nobody asks for it.
    return ms < oldMs && (!isOpen || ms < oldMs - openMaxMs)
  })
  await mapBounded(gone.slice(-sweptMax), width, ({ key }) => ctx.kv.delete(key))
}

const openMaxMs = 30 * dayMs
const orphansMax = 64

/** Deletes tries of channels that are no more, of a sixteenth of all users an hour: one list. */
export async function sweepOrphans(
  ctx: Pick<StoreContext, 'kv' | 'clock'>,
  isThere: (name: ChannelName) => boolean,
): Promise<void> {
  const digit = (Math.floor(ctx.clock() / hourMs) % 16).toString(16)
  const { keys } = await listPage(ctx.kv, `${deliveriesPrefix}${digit}`)
  // A channel that was just made elsewhere may come into sight after what it told.
  const oldMs = ctx.clock() - hourMs
  const gone = keys.filter((key) => {
    const name = parseDeliveryOwner(key)
    return name !== undefined && !isThere(name) && (parseDelivery(key)?.ms ?? oldMs) < oldMs
  })
  await mapBounded(gone.slice(0, orphansMax), width, (key) => ctx.kv.delete(key))
}
