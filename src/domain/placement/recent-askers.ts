/** Who asked lately, so that asking again gets the next in the order. Best effort, of one isolate. */
export type Askers = Map<string, Asker>

export type Asker = {
  readonly atMs: number
  /** How often in a row. */
  readonly turn: number
  /** Nodes given in this row of turns, oldest first, and those of the last answer. */
  readonly given: readonly number[]
  readonly last: readonly number[]
  /** Whether the last answer was noted as a hand-out. */
  readonly counted: boolean
  /** Whether this row of turns began with a node that the caller had been at before. */
  readonly returned: boolean
}

/** Asking again within this means that the last answer failed. */
export const againMs = 10_000
/**
 * So does asking again after as long as an EasyTier client waits for a node that does not even refuse: it gives up
 * after 20 s and asks again within a second. Some more for a busy machine and slow answers of ours.
 */
export const silentMs = { from: 19_000, to: 30_000 } as const
const askersMax = 4096
const givenMax = 64

function isAgain(gapMs: number): boolean {
  return gapMs < againMs || (gapMs >= silentMs.from && gapMs < silentMs.to)
}

/** The caller as it was, when it is asking again because the last answer failed. */
export function askedBefore(askers: Askers, caller: string, nowMs: number): Asker | undefined {
  const last = askers.get(caller)
  return last !== undefined && isAgain(Math.abs(nowMs - last.atMs)) ? last : undefined
}

/**
 * Which of `count` things is given at the `step`-th time of asking, round by round. Where the site's host has IPv4 and
 * IPv6, an EasyTier client asks twice in a row and dials the first answer by IPv4, the second by IPv6 only: rounds of
 * an even length begin one later each time, so that either of its questions comes to everything.
 */
export function atStep(step: number, count: number): number {
  return (step + (count % 2 === 0 ? Math.floor(step / count) : 0)) % count
}

/** Notes an answer, `before` being the one that it follows in a row. A caller without a name is not remembered. */
export function noteTurn(
  askers: Askers,
  caller: string,
  before: Asker | undefined,
  answer: Pick<Asker, 'last' | 'counted' | 'returned'>,
  nowMs: number,
): void {
  if (caller === '') return
  const turn = before === undefined ? 0 : before.turn + 1
  const given = [...new Set([...(before?.given ?? []), ...answer.last])].slice(-givenMax)
  // Deleted first, so that the oldest is the first in the map's order.
  askers.delete(caller)
  askers.set(caller, { atMs: nowMs, turn, given, ...answer })
  if (askers.size > askersMax) {
    const [oldest] = askers.keys()
    if (oldest !== undefined) askers.delete(oldest)
  }
}
