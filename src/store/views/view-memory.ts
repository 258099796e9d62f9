import { shardChars } from '../kv/keys.ts'
import type { StoreContext, StoreMemory } from '../context/context.ts'

const reported = '*'
/** Up to this many nodes a plain report, too, is shown at once to readers of the same isolate: a rebuild is cheap. */
const smallViewNodes = 50

function bump(memory: StoreMemory, name: string): void {
  memory.dirty.set(name, (memory.dirty.get(name) ?? 0) + 1)
}

/** Makes the next read of a view in this isolate rebuild it first: somebody changed what it shows of a node. */
export function markDirty(ctx: StoreContext, id: number): void {
  bump(ctx.memory, shardChars[id % 36] ?? '0')
}

/** The same for all nodes: a backup was restored. */
export function markAllDirty(ctx: StoreContext): void {
  for (const name of shardChars) bump(ctx.memory, name)
}

/** Tells that a report changed figures only. */
export function markReported(ctx: StoreContext): void {
  bump(ctx.memory, reported)
}

/** Shards to rebuild before a view of `nodes` nodes is answered here. */
export function dirtyParts(memory: StoreMemory, nodes: number): string[] {
  return [...memory.dirty.keys()].filter((name) => name !== reported || nodes <= smallViewNodes)
}

/** A snapshot to be given to `settleDirty` once a rebuild that began after it has been written. */
export function dirtySnapshot(memory: StoreMemory): ReadonlyMap<string, number> {
  return new Map(memory.dirty)
}

/** Forgets the changes that a rebuild has taken in; those made meanwhile stay. */
export function settleDirty(memory: StoreMemory, snapshot: ReadonlyMap<string, number>, part: string): void {
  for (const [name, count] of snapshot) {
    if ((part === '' || part === name) && memory.dirty.get(name) === count) memory.dirty.delete(name)
  }
}
