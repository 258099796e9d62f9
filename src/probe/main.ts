import { createChecker, knownAsker, stranger, type Asker, type Checker } from './check.ts'
import { checkerKey, isLifted } from './checker-key.ts'
import { guarded, type Handler, type NodeContext } from './guard.ts'
import { readBatchInput, readCheckInput } from './input.ts'
import { systemWorld, type ProbeWorld } from './probe.ts'
import { json } from './respond.ts'

/** `/probe/check` and `/probe/batch-check`; one of these lives as long as the instance. */
export type ProbeFunctions = {
  check: Handler
  batchCheck: Handler
  /** Probes that went out to a node so far. */
  probesDone(): number
}

declare global {
  var __probe: { readonly probeFunctions: ProbeFunctions } | undefined
}

/** Makes the functions over `world`; `CHECK_ALLOW_PRIVATE` and `API_KEY` come with each request. */
export function createProbeFunctions(world: ProbeWorld): ProbeFunctions {
  const open = createChecker({ ...world, reach: 'public' })
  const lifted = createChecker({ ...world, reach: world.reach === 'public' ? 'private' : world.reach })
  return {
    ...createCheckHandlers(({ env = process.env }) => (isLifted(env) ? lifted : open)),
    probesDone: () => open.probesDone() + lifted.probesDone(),
  }
}

/** `/probe/check` and `/probe/batch-check` over the checker that a request is for. */
export function createCheckHandlers(
  checkerFor: (context: NodeContext) => Checker,
): Pick<ProbeFunctions, 'check' | 'batchCheck'> {
  return {
    check: guarded(['GET', 'HEAD', 'POST'], async (context) => {
      const input = await readCheckInput(context.request)
      return json(await checkerFor(context).check(input, askerOf(context)))
    }),
    batchCheck: guarded(['POST'], async (context) => {
      const inputs = await readBatchInput(context.request)
      return json({ results: await checkerFor(context).batch(inputs, askerOf(context)) })
    }),
  }
}

/** Where a key is set nobody gets as far as here without it. */
function askerOf({ env = process.env }: NodeContext): Asker {
  return checkerKey(env) === undefined ? stranger : knownAsker
}

export const probeFunctions: ProbeFunctions = createProbeFunctions(systemWorld)
