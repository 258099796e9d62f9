import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { until } from './list.ts'
import type { Machine } from './machine.ts'
import { programPath } from './shells.ts'

/** Pauses this long are those between two reports; shorter ones are between tries. */
const longS = 200

/** A machine whose long sleeps end when the test says so. */
export class HeldSleep {
  readonly #machine: Machine
  readonly #fifo: string
  #seen = 0

  constructor(machine: Machine) {
    this.#machine = machine
    this.#fifo = path.join(machine.dir, 'tmp/fifo')
    execFileSync(programPath('mkfifo'), [this.#fifo])
    machine.program(
      'sleep',
      `echo "$1" >>'${machine.dir}/slept'\n[ "$1" -lt ${longS} ] || exec cat '${this.#fifo}'`,
    )
  }

  /** Seconds of all pauses so far. */
  slept(): number[] {
    const file = path.join(this.#machine.dir, 'slept')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []
  }

  /** Waits for the next long pause to begin; answers its seconds. */
  async begun(): Promise<number> {
    const long = (): number[] => this.slept().filter((seconds) => seconds >= longS)
    await until(() => long().length > this.#seen)
    this.#seen += 1
    return long()[this.#seen - 1] ?? 0
  }

  /** Ends the pause that is on. */
  async end(): Promise<void> {
    const writer = await open(this.#fifo, 'w')
    await writer.close()
  }
}
