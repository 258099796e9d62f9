import { loopSwitches, switchedLimits } from '../switches.ts'
import type { Scope } from './scope.ts'

/** What the loops of the bundle have done since the runtime started; absent where they are not counted. */
declare const __loops: { run: number; longest: number } | undefined

/**
 * Answers by the work unless its loops went on for longer than the switches leave them: then by `cut`. What the runtime
 * does for other requests meanwhile counts too. Throws where a switch needs loops that are not counted.
 */
export async function withinLoops<T>(
  scope: Scope,
  work: () => Promise<T>,
  cut: (what: string) => T,
): Promise<T> {
  const loops = typeof __loops === 'undefined' ? undefined : __loops
  if (loops === undefined) {
    const needing = loopSwitches.find((one) => scope.switches.has(one))
    if (needing !== undefined) throw new Error(`${needing} needs a runtime that counts loops`)
    return work()
  }
  const { run } = loops
  loops.longest = 0
  const result = await work()
  scope.loops = loops.run - run
  scope.longestLoop = loops.longest
  const { loopsPer50Ms, loopEnd } = switchedLimits
  if (scope.switches.has('cpu_limit_50ms') && scope.loops > loopsPer50Ms) return cut('over the CPU limit')
  if (scope.switches.has('loop_limit') && scope.longestLoop >= loopEnd) return cut('over the loop limit')
  return result
}
