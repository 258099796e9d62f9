import { type DueItem, type FailedTry, givenUpAfterMs, itemName } from '../../domain/alerts/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { type ChannelRecord, type Delivery, putDelivery } from '../../store/alerts/index.ts'

/** The tries since the last message that arrived, or was settled otherwise; oldest first. */
export function triesOf(newestFirst: readonly Delivery[]): FailedTry[] {
  const end = newestFirst.findIndex(({ result }) => result !== 'retry')
  const tries = newestFirst.slice(0, end === -1 ? newestFirst.length : end)
  // A try of many items is several keys of one time.
  const times = new Map(tries.map(({ ms, afterS }) => [ms, afterS]))
  return [...times].map(([atMs, afterS]) => ({ atMs, afterS })).sort((a, b) => a.atMs - b.atMs)
}

/** Writes down what has been tried for a day as given up; answers the rest. */
export async function splitGivenUp(
  ctx: ServiceContext,
  channel: ChannelRecord,
  log: readonly Delivery[],
  due: readonly DueItem[],
  nowMs: number,
): Promise<readonly DueItem[]> {
  const firstTry = new Map<string, number>()
  for (const { result, ms, items } of log) {
    if (result === 'retry') for (const item of items) firstTry.set(itemName(item), ms)
  }
  const isOver = (item: DueItem): boolean => (firstTry.get(itemName(item)) ?? nowMs) <= nowMs - givenUpAfterMs
  const over = due.filter(isOver)
  if (over.length > 0) {
    await putDelivery(ctx, channel, { ms: nowMs, result: 'given_up', afterS: 0, items: over }, '')
  }
  return due.filter((item) => !isOver(item))
}
