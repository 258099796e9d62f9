/** The nodes that the members of a network were given here, in the order of their turns. Bounded, oldest dropped first. */
export type Pins = Map<string, { readonly atMs: number; readonly ids: readonly number[] }>

const keysMax = 4096
const idsMax = 4
const keepMs = 12 * 3_600_000

/** The nodes that a key's members were given, first choice first. */
export const pinnedIds = (pins: Pins, key: string, nowMs: number): readonly number[] => {
  const pin = pins.get(key)
  return pin !== undefined && Math.abs(nowMs - pin.atMs) < keepMs ? pin.ids : []
}

/** Remembers what a key's members are given: those that are `kept`, then the newly `given` ones. */
export const setPins = (
  pins: Pins,
  key: string,
  kept: readonly number[],
  given: readonly number[],
  nowMs: number,
): void => {
  pins.delete(key)
  pins.set(key, { atMs: nowMs, ids: [...new Set([...kept, ...given])].slice(0, idsMax) })
  if (pins.size <= keysMax) return
  const [oldest] = pins.keys()
  if (oldest !== undefined) pins.delete(oldest)
}
