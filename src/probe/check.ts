import { createHmac, randomBytes } from 'node:crypto'
import {
  isPlainPath,
  plainPathText,
  readBatchEntry,
  type BatchEntry,
  type CheckInput,
  type CheckResult,
} from '../contract/check.ts'
import { createNodeQueue } from './node-queue.ts'
import { probe, type ProbeWorld } from './probe.ts'
import { toCheckResult } from './result.ts'
import { createReuse } from './reuse.ts'
import { parseTarget, type Target } from './target.ts'

/**
 * For whom a check is: `isKnown`, an owner or a holder of the key, has places kept for him; a stranger chooses no odd
 * path of somebody's WebSocket server.
 */
export type Asker = { readonly isKnown: boolean; readonly mayAnyPath: boolean }

export const knownAsker: Asker = { isKnown: true, mayAnyPath: true }
export const stranger: Asker = { isKnown: false, mayAnyPath: false }

export type Checker = {
  /** One check; never throws. Waits while the same node is being probed, reuses answers younger than 10 s. */
  check(input: CheckInput, asker?: Asker, signal?: AbortSignal): Promise<CheckResult>
  /** Checks side by side, answers in input order; what is asked twice is probed once. */
  batch(entries: readonly BatchEntry[], asker?: Asker, signal?: AbortSignal): Promise<CheckResult[]>
  /** Probes that went out to a node so far. */
  probesDone(): number
}

/** The checker of one process: its queue, its memory of fresh answers, its count. */
export function createChecker(world: ProbeWorld): Checker {
  const { clock } = world
  const queue = createNodeQueue(clock)
  const reuse = createReuse<CheckResult>(clock)
  // answers are kept under a keyed hash, so that no secret stays readable in memory
  const keyOfProcess = randomBytes(32)
  let probesDone = 0

  const keyOf = (target: Target, input: CheckInput): string => {
    const question = [
      target.scheme,
      target.node,
      target.path,
      input.network_name,
      input.network_secret,
      world.reach,
    ]
    return createHmac('sha256', keyOfProcess).update(JSON.stringify(question)).digest('base64')
  }
  const failed = (
    code:
      | 'invalid_address'
      | 'invalid_field'
      | 'unsupported_protocol'
      | 'address_forbidden'
      | 'checker_unavailable',
  ) => toCheckResult({ kind: 'failed', code, connectMs: null, checkedAtMs: clock.wallMs() })

  const check = async (
    input: CheckInput,
    asker: Asker = knownAsker,
    signal?: AbortSignal,
  ): Promise<CheckResult> => {
    const parsed = parseTarget(input.server)
    if (parsed.kind === 'refused') return failed(parsed.code)
    const { target } = parsed
    if (!asker.mayAnyPath && !isPlainPath(target.path)) {
      return { ...failed('address_forbidden'), error: plainPathText }
    }
    const key = keyOf(target, input)
    const fresh = reuse.get(key)
    if (fresh !== undefined) return { ...fresh, cached: true }
    const turn = await queue.enter(target.node, asker.isKnown, signal)
    if (turn === null) return failed('checker_unavailable')
    try {
      const answered = reuse.get(key)
      if (answered !== undefined) return { ...answered, cached: true }
      const network = { name: input.network_name, secret: input.network_secret }
      const result = toCheckResult(await probe(target, network, world, signal))
      probesDone += 1
      if (result.code !== 'aborted') reuse.set(key, result)
      return result
    } finally {
      turn.leave()
    }
  }

  return {
    check,
    batch(entries, asker, signal) {
      const asked = new Map<string, Promise<CheckResult>>()
      return Promise.all(
        entries.map((entry) => {
          const read = readBatchEntry(entry)
          if (!read.ok) return Promise.resolve({ ...failed(read.code), error: read.text })
          const { input } = read
          const question = JSON.stringify([input.server.trim(), input.network_name, input.network_secret])
          const running = asked.get(question) ?? check(input, asker, signal)
          asked.set(question, running)
          return running
        }),
      )
    },
    probesDone: () => probesDone,
  }
}
