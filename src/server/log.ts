import { logLevels, type LogLevel } from './settings.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Lines that wait for a reader that does not read; beyond them the newest are dropped and counted. */
const waitingMax = 10_000

/** JSON lines for machines, plain lines for people. */
export class Log {
  readonly #write: (text: string) => void
  readonly #clock: () => number
  readonly #least: number
  #waiting: string[] = []
  #dropped = 0

  constructor(options: { write: (text: string) => void; clock: () => number; level: LogLevel }) {
    this.#write = options.write
    this.#clock = options.clock
    this.#least = logLevels.indexOf(options.level)
  }

  /** One line `{"time", "level", "event", ...}`; what the fields hold must be no secret. */
  event(level: Exclude<LogLevel, 'silent'>, event: string, fields?: Fields): void {
    if (logLevels.indexOf(level) < this.#least) return
    const time = new Date(this.#clock()).toISOString()
    this.#add(JSON.stringify({ time, level, event, ...fields }))
  }

  /** A line for whoever started the server; printed at every level. */
  say(line: string): void {
    this.#add(line)
  }

  /** Writes what waits, at once. */
  flush(): void {
    const lines = this.#waiting
    if (lines.length === 0) return
    this.#waiting = []
    if (this.#dropped > 0) lines.push(JSON.stringify({ event: 'log_lines_dropped', count: this.#dropped }))
    this.#dropped = 0
    this.#write(`${lines.join('\n')}\n`)
  }

  /** A turn of the event loop writes once, however many requests it ends. */
  #add(line: string): void {
    if (this.#waiting.length >= waitingMax) {
      this.#dropped += 1
      return
    }
    if (this.#waiting.push(line) === 1) setImmediate(() => this.flush())
  }
}

/** What was thrown, for a log line: where it broke, at a bounded length. */
export function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 2000) : typeof error
}
