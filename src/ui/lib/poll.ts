import { skewMs } from './server-clock.ts'
import { timeLimit } from './time-limit.ts'

/** What a poll needs of its surroundings; tests bring their own clock. */
export type PollDeps = Readonly<{
  fetch: (url: string, init: RequestInit) => Promise<Response>
  nowMs: () => number
  random: () => number
  setTimer: (run: () => void, ms: number) => number
  clearTimer: (id: number) => void
  /** Whether what the browser keeps of this address may be older than what the reader did himself. */
  outdated: () => boolean
}>

/** `freshMs`: the time of the data, 0 without any. `failed`: the last try failed. */
export type PollView<T> = Readonly<{
  data: T | undefined
  freshMs: number
  failed: boolean
  /** HTTP status of the last answer; 0 = none came. */
  status: number
}>

const everyMs = 30_000
/** A server that is still gathering its first view (503) is asked again soon, a few times. */
const rebuildingMs = 3_000
const rebuildingTries = 5
const retryMs = [30_000, 60_000, 120_000, 300_000] as const
const deadlineMs = 20_000

/**
 * Fetches a JSON document again and again: every 30 s, not while paused, at once on `wake`. Sends the ETag, and takes
 * a 304 as news that nothing changed. Failures wait 30, 60, 120, 300 s, a fifth of it by chance.
 */
export class Poll<T extends { generated_at: string }> {
  #view: PollView<T> = { data: undefined, freshMs: 0, failed: false, status: 0 }
  #etag = ''
  #failures = 0
  #timer = 0
  #running = false
  #awake = false
  #offsetMs = 0

  readonly #url: string
  readonly #deps: PollDeps
  readonly #changed: (view: PollView<T>) => void

  constructor(url: string, deps: PollDeps, changed: (view: PollView<T>) => void) {
    this.#url = url
    this.#deps = deps
    this.#changed = changed
  }

  /** The server's time as far as it is known, epoch ms. */
  now(): number {
    return this.#deps.nowMs() + this.#offsetMs
  }

  current(): PollView<T> {
    return this.#view
  }

  /** Shows data kept from an earlier visit until the first answer comes. */
  seed(data: T, freshMs: number): void {
    this.#set({ data, freshMs })
  }

  /** Starts, or goes on after `pause`: asks at once. */
  wake(): void {
    this.#awake = true
    void this.ask()
  }

  pause(): void {
    this.#awake = false
    this.#deps.clearTimer(this.#timer)
  }

  /** Asks now, whatever the timer says; resolves when the answer is in. */
  async ask(): Promise<void> {
    if (this.#running) return
    this.#running = true
    this.#deps.clearTimer(this.#timer)
    try {
      await this.#fetchOnce()
      this.#failures = 0
    } catch (error) {
      this.#failures += 1
      this.#set({ failed: true, status: error instanceof Refused ? error.status : 0 })
    }
    this.#running = false
    if (this.#awake) this.#plan()
  }

  async #fetchOnce(): Promise<void> {
    const headers: Record<string, string> = this.#etag === '' ? {} : { 'If-None-Match': this.#etag }
    // The first request must look like the preload of the page, else it is fetched twice.
    const first = this.#deps.outdated() ? { cache: 'no-cache' as const } : {}
    const limit = timeLimit(deadlineMs)
    try {
      await this.#read(
        await this.#deps.fetch(this.#url, {
          headers,
          ...(this.#etag === '' ? first : { cache: 'no-store' as const }),
          signal: limit.signal,
        }),
      )
    } finally {
      limit.done()
    }
  }

  async #read(response: Response): Promise<void> {
    const date = Date.parse(response.headers.get('date') ?? '')
    const offset = date - this.#deps.nowMs()
    if (!Number.isNaN(date)) this.#offsetMs = Math.abs(offset) > skewMs ? offset : 0
    if (response.status === 304 && this.#view.data) {
      this.#set({ freshMs: this.now(), failed: false, status: 304 })
      return
    }
    if (!response.ok) throw new Refused(response.status)
    const data = (await response.json()) as T
    this.#etag = response.headers.get('etag') ?? ''
    const made = Date.parse(data.generated_at)
    this.#set({
      data,
      freshMs: Number.isNaN(made) ? this.now() : Math.min(made, this.now()),
      failed: false,
      status: response.status,
    })
  }

  #plan(): void {
    const { setTimer, clearTimer, random } = this.#deps
    clearTimer(this.#timer)
    this.#timer = setTimer(() => void this.ask(), this.#waitMs(random))
  }

  #waitMs(random: () => number): number {
    if (this.#failures === 0) return everyMs
    const { data, status } = this.#view
    if (!data && status === 503 && this.#failures <= rebuildingTries) return rebuildingMs
    const base = retryMs[Math.min(this.#failures, retryMs.length) - 1] ?? everyMs
    return base * (0.9 + 0.2 * random())
  }

  #set(change: Partial<PollView<T>>): void {
    this.#view = { ...this.#view, ...change }
    this.#changed(this.#view)
  }
}

class Refused extends Error {
  readonly status: number

  constructor(status: number) {
    super(`HTTP ${status}`)
    this.status = status
  }
}
