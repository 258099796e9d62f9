import { minuteMs } from '../contract/time.ts'
/** A clock that runs until it is stopped. */
export type Clock = {
  /** Starts no further tick; resolves when the one under way has ended. */
  readonly stop: () => Promise<void>
}

export type ClockOptions = {
  /** One tick; answers in how many seconds there is something to do again. Bounded by itself. */
  readonly tick: () => Promise<number>
  /** Told of a tick that failed. The clock goes on. */
  readonly onError: (error: unknown) => void
  /** Before the first tick, so that a start is not slowed down. */
  readonly firstMs?: number
  /** The longest pause between two ticks. */
  readonly pauseMsMax?: number
}

const firstMsDefault = 3_000
const pauseMsDefault = minuteMs
const pauseMsMin = 1_000

/** Ticks until `stop`: after a pause of what the last tick said, a minute at most. Never two at once. */
export function startClock(options: ClockOptions): Clock {
  const { tick, onError, firstMs = firstMsDefault, pauseMsMax = pauseMsDefault } = options
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let isStopped = false

  function schedule(pauseMs: number): void {
    if (isStopped) return
    timer = setTimeout(() => {
      running = run()
    }, pauseMs)
    // The server's listener keeps the process alive, not its clock.
    timer.unref()
  }

  async function run(): Promise<void> {
    let pauseMs = pauseMsMax
    try {
      pauseMs = Math.min(Math.max(1000 * (await tick()), pauseMsMin), pauseMsMax)
    } catch (error) {
      onError(error)
    }
    schedule(pauseMs)
  }

  schedule(firstMs)
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
