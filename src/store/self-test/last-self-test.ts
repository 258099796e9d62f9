import type { Found } from '../../contract/self-test.ts'
import type { StoreContext } from '../context/context.ts'
import { lastSelfTestKey } from '../kv/keys.ts'
import { parseRecord } from '../kv/port.ts'

/** What the newest self-test found. Written by the super admin's page alone; losing it loses nothing. */
export type LastSelfTestRecord = {
  readonly v: 1
  readonly ms: number
  readonly found: readonly Found[]
  readonly facts: Readonly<Record<string, string>>
}

/** One get; undefined before the first whole run. */
export async function readLastSelfTest(
  ctx: Pick<StoreContext, 'kv'>,
): Promise<LastSelfTestRecord | undefined> {
  return parseRecord<LastSelfTestRecord>(await ctx.kv.get(lastSelfTestKey))
}

/** One put. */
export async function writeLastSelfTest(
  ctx: Pick<StoreContext, 'kv'>,
  record: LastSelfTestRecord,
): Promise<void> {
  await ctx.kv.put(lastSelfTestKey, JSON.stringify(record))
}
