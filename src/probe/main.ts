import { createChecker } from './check.ts'
import { isLifted } from './checker-key.ts'
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
  const checkerFor = ({ env = process.env }: NodeContext) => (isLifted(env) ? lifted : open)

  return {
    check: guarded(['GET', 'HEAD', 'POST'], async (context) => {
      const input = await readCheckInput(context.request)
      return json(await checkerFor(context).check(input))
    }),
    batchCheck: guarded(['POST'], async (context) => {
      const inputs = await readBatchInput(context.request)
      return json({ results: await checkerFor(context).batch(inputs) })
    }),
    probesDone: () => open.probesDone() + lifted.probesDone(),
  }
}

export const probeFunctions: ProbeFunctions = createProbeFunctions(systemWorld)
