import { verdictKey } from '../kv/keys.ts'
import { parseRecord } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'

/** `jr_<id>`: why an admin has taken a node off the lists. One writer, the verdict. `reason`: '' where none was given. */
export type Verdict = { readonly v: 1; readonly reason: string; readonly ms: number }

/** Keeps why a node was refused or hidden; the words before it go. One put. */
export async function keepVerdict(ctx: StoreContext, id: number, reason: string): Promise<void> {
  await ctx.kv.put(verdictKey(id), JSON.stringify({ v: 1, reason, ms: ctx.clock() } satisfies Verdict))
}

/** Why a node was refused or hidden; undefined where nothing is kept. One get. */
export async function readVerdict(ctx: StoreContext, id: number): Promise<Verdict | undefined> {
  return parseRecord<Verdict>(await ctx.kv.get(verdictKey(id)))
}

/** Nothing stands against the node any more. One deletion. */
export async function removeVerdict(ctx: StoreContext, id: number): Promise<void> {
  await ctx.kv.delete(verdictKey(id))
}
