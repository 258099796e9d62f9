import {
  looksAtS,
  type Found,
  type SelfTestAnswer,
  type SelfTestInput,
} from '../../../../contract/self-test.ts'
import { findings, type FindingCode, type RowId } from '../../../../contract/self-test-findings.ts'
import { clockRow, siteRows, type Got } from './page-rows.ts'
import { planSteps, type PlannedStep } from './plan.ts'

/** What came back from a step: its answer, or the status and code of a refusal (0: nothing at all). */
export type Posted =
  | { readonly ok: true; readonly answer: SelfTestAnswer }
  | { readonly ok: false; readonly status: number; readonly code: string }

/** Rows that a later look fills in where the first steps cannot. */
const seenAtLooks = [
  'kv_elsewhere',
  'kv_round_trip',
  'kv_empty_value',
  'kv_key_alphabet',
  'kv_large_value',
] as const satisfies readonly RowId[]

/** How a run reaches the site; a parameter, so that tests run it over their own sites. */
export type RunWorld = {
  readonly origin: string
  readonly post: (body: SelfTestInput, headers?: Readonly<Record<string, string>>) => Promise<Posted>
  /** A GET of a path, redirects followed. */
  readonly get: (path: string) => Promise<Got>
  readonly nowMs: () => number
  /** Rejects when the run is given up. */
  readonly wait: (ms: number) => Promise<void>
}

/** How far a run is; `rows` by their order of appearing. `isWaiting`: only the later looks are left. */
export type Progress = {
  readonly rows: readonly Found[]
  readonly facts: Readonly<Record<string, string>>
  readonly done: number
  readonly of: number
  readonly isWaiting: boolean
}

/** The first step was refused: nothing was tried. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(`the self-test was refused: ${status} ${code}`)
    this.status = status
    this.code = code
  }
}

/**
 * Runs a whole self-test, step after step, and tells how far it is. `secret`: JWT_SECRET, before the system is
 * initialised. Throws RunRefused when not even the first step was answered.
 */
export async function runSelfTest(
  world: RunWorld,
  tell: (progress: Progress) => void,
  secret?: string,
): Promise<Progress> {
  const run = new Run(world, tell, secret)
  return run.go()
}

class Run {
  readonly #world: RunWorld
  readonly #tell: (progress: Progress) => void
  readonly #secret: Partial<SelfTestInput>
  readonly #rows = new Map<string, Found>()
  #facts: Readonly<Record<string, string>> = {}
  #done = 0
  #of = 0
  #isWaiting = false

  constructor(world: RunWorld, tell: (progress: Progress) => void, secret: string | undefined) {
    this.#world = world
    this.#tell = tell
    this.#secret = secret === undefined ? {} : { jwt_secret: secret }
  }

  async go(): Promise<Progress> {
    const startMs = this.#world.nowMs()
    const first = await this.#world.post({ ...this.#secret, step: 'storage' })
    if (!first.ok) throw new RunRefused(first.status, first.code)
    const { run } = first.answer
    // What the first step wrote is then as old as the looks say.
    const writtenMs = this.#world.nowMs()
    this.#take(first.answer)
    this.#add(clockRow(first.answer.now_ms, startMs, this.#world.nowMs()))
    const isBound = this.#codeOf('kv_binding') !== 'kv_unbound'
    const isWritable = isBound && this.#codeOf('kv_round_trip') !== 'kv_fails'
    const steps = planSteps(this.#world.origin).filter(
      ({ needsStore }) => needsStore === undefined || (needsStore === true ? isBound : isWritable),
    )
    const looks: number[] = isWritable ? [...looksAtS] : []
    this.#of = steps.length + looks.length + 1
    for (const step of steps) {
      // On a slow site the first look must not wait for all of the steps: it would come late itself.
      if (looks[0] === looksAtS[0] && this.#world.nowMs() >= writtenMs + 1000 * looks[0]) {
        await this.#look(run, writtenMs, looks[0])
        looks.shift()
      }
      if (step.needsChecker === true && !this.#hasChecker()) this.#count()
      else await this.#step(step, run)
    }
    this.#add(...(await siteRows(this.#world)))
    this.#count()
    this.#isWaiting = true
    for (const atS of looks) await this.#look(run, writtenMs, atS)
    const found = [...this.#rows.values()]
    if (isBound) await this.#world.post({ ...this.#secret, step: 'end', run, found })
    return this.#progress()
  }

  async #step({ step, fields, headers, came, ...planned }: PlannedStep, run: string): Promise<void> {
    const isPbkdf2 = this.#facts['password_hash'] === 'pbkdf2'
    const failed = (isPbkdf2 ? planned.failedPbkdf2 : undefined) ?? planned.failed
    const posted = await this.#world.post({ ...this.#secret, ...fields, step, run }, headers)
    if (posted.ok && came === undefined) this.#take(posted.answer)
    else if (posted.ok && came !== undefined) this.#add({ code: came, measured: '' })
    else if (!posted.ok && posted.code !== 'rate_limited') {
      const measured = failed === undefined ? `${step}: HTTP ${posted.status}` : `HTTP ${posted.status}`
      this.#add({ code: failed ?? 'step_failed', measured })
    }
    this.#count()
  }

  async #look(run: string, writtenMs: number, atS: number): Promise<void> {
    // Nothing is left to be seen; a server has no work behind its answer that could be cut off.
    const isOver = seenAtLooks.every((row) => this.#rows.has(row))
    if (isOver && (this.#rows.has('wait_until') || !this.#isEdge())) {
      this.#count()
      return
    }
    await this.#world.wait(Math.max(0, writtenMs + 1000 * atS - this.#world.nowMs()))
    const since_s = Math.max(atS, (this.#world.nowMs() - writtenMs) / 1000)
    const posted = await this.#world.post({ ...this.#secret, step: 'look', run, since_s })
    if (posted.ok) {
      // What was seen at an earlier look is not seen later at a later one.
      const rows = posted.answer.rows.filter(({ id }) => id === 'wait_until' || !this.#rows.has(id))
      this.#take({ ...posted.answer, rows })
    } else this.#add({ code: 'step_failed', measured: `look: HTTP ${posted.status}` })
    this.#count()
  }

  #take({ rows, facts }: SelfTestAnswer): void {
    this.#facts = { ...this.#facts, ...facts }
    this.#add(...rows.filter(isKnown).map(({ code, measured }) => ({ code, measured })))
  }

  #add(...all: readonly Found[]): void {
    for (const one of all) this.#rows.set(findings[one.code].row, one)
    this.#tell(this.#progress())
  }

  #hasChecker(): boolean {
    const found = this.#rows.get('own_host')
    return found !== undefined && findings[found.code].level === 'green'
  }

  #isEdge(): boolean {
    return this.#codeOf('kv_binding') !== 'kv_own_store'
  }

  #codeOf(row: RowId): FindingCode | undefined {
    return this.#rows.get(row)?.code
  }

  #count(): void {
    this.#done += 1
    this.#tell(this.#progress())
  }

  #progress(): Progress {
    return {
      rows: [...this.#rows.values()],
      facts: this.#facts,
      done: this.#done,
      of: this.#of,
      isWaiting: this.#isWaiting,
    }
  }
}

function isKnown<Row extends { readonly code: string }>(
  row: Row,
): row is Row & { readonly code: FindingCode } {
  return Object.hasOwn(findings, row.code)
}
