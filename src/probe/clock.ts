/** Time as the probe sees it; tests pass one that runs faster. */
export type Clock = {
  /** Monotonic milliseconds with fractions, for durations. */
  nowMs(): number
  /** Milliseconds since 1970, for `check_time`. */
  wallMs(): number
  /** Calls `run` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
}
