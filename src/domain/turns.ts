/** Who asked lately, so that asking again gets the next in the order. Best effort, of one isolate. */
export type Askers = Map<string, { readonly atMs: number; readonly turn: number; readonly seed: string }>

/** Asking again within this means that the last answer failed. */
export const againMs = 10_000
const askersMax = 4096

/**
 * The turn of a caller: 0 at first, one more each time it asks again within ten seconds. `seed` is kept through
 * a row of turns, so that a caller without a key walks one order, too. A caller without a name is not remembered.
 */
export const takeTurn = (
  askers: Askers,
  caller: string,
  seed: string,
  nowMs: number,
): { readonly turn: number; readonly seed: string } => {
  if (caller === '') return { turn: 0, seed }
  const last = askers.get(caller)
  const again = last !== undefined && Math.abs(nowMs - last.atMs) < againMs
  const turn = again ? { turn: last.turn + 1, seed: last.seed } : { turn: 0, seed }
  // Deleted first, so that the oldest is the first in the map's order.
  askers.delete(caller)
  askers.set(caller, { atMs: nowMs, ...turn })
  if (askers.size > askersMax) {
    const [oldest] = askers.keys()
    if (oldest !== undefined) askers.delete(oldest)
  }
  return turn
}
