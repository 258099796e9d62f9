import type { Clock } from '../../../src/probe/clock.ts'

/** Turns of the event loop without a sign of life after which nothing more will come by itself. */
const kernelTurns = 40

export type VirtualClock = Clock & {
  /** Timers that are set and not yet due. */
  pending(): number
  /** Something happened: time stands still while things happen. */
  touch(): void
  /** A clock over the same time whose timers are counted apart, for a test's servers. */
  other(): VirtualClock
}

type Timer = { readonly dueMs: number; readonly run: () => void }

/**
 * Time that stands still while packets travel and jumps to the next timer when all is quiet: deadlines of
 * seconds pass in milliseconds, whatever the machine's load, because nobody waits by the wall. `quietMs` of
 * real silence are demanded besides where a kernel's full buffers may hold things up; fewer `idleTurns` are enough
 * where no packet goes through a kernel at all.
 */
export function virtualClock(quietMs = 0, idleTurns = kernelTurns): VirtualClock {
  const timers = new Set<Timer>()
  let nowMs = 1_000
  let quietTurns = 0
  let touchedAt = performance.now()
  let turning = false

  const touch = (): void => {
    quietTurns = 0
    touchedAt = performance.now()
  }
  const turn = (): void => {
    if (timers.size === 0) {
      turning = false
      return
    }
    quietTurns += 1
    if (quietTurns > idleTurns && performance.now() - touchedAt >= quietMs) {
      touch()
      const next = [...timers].reduce((soonest, timer) => (timer.dueMs < soonest.dueMs ? timer : soonest))
      timers.delete(next)
      nowMs = Math.max(nowMs, next.dueMs)
      next.run()
    }
    setImmediate(turn)
  }

  const view = (): VirtualClock => {
    const own = new Set<Timer>()
    return {
      nowMs() {
        touch()
        return nowMs
      },
      wallMs: () => Date.UTC(2026, 0, 1) + nowMs,
      after(delayMs, run) {
        touch()
        const timer: Timer = {
          dueMs: nowMs + delayMs,
          run() {
            own.delete(timer)
            run()
          },
        }
        own.add(timer)
        timers.add(timer)
        if (!turning) {
          turning = true
          setImmediate(turn)
        }
        return () => {
          own.delete(timer)
          timers.delete(timer)
        }
      },
      pending: () => own.size,
      touch,
      other: view,
    }
  }
  return view()
}
