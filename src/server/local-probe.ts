import type { CheckInput } from '../contract/check.ts'
import { createChecker } from '../probe/check.ts'
import type { Handler } from '../probe/guard.ts'
import { createHealth, createHealthReport, deepQuestion } from '../probe/health.ts'
import { createCheckHandlers } from '../probe/main.ts'
import { systemWorld, type ProbeWorld } from '../probe/probe.ts'
import type { LocalChecker } from '../services/context/index.ts'

/** The probe of this process: asked by the API without a detour, and by other deployments below `/probe`. */
export type LocalProbe = {
  readonly checker: LocalChecker
  /** Answers a path below `/probe`; undefined when there is none. */
  readonly handlerOf: (pathname: string) => Handler | undefined
}

/** Makes the probe. `key` is asked from callers of `/probe`; '' lets everybody in. */
export function createLocalProbe(
  options: { readonly key: string; readonly allowPrivate: boolean },
  world: ProbeWorld = systemWorld,
): LocalProbe {
  const checker = createChecker({ ...world, reach: options.allowPrivate ? 'private' : 'public' })
  const report = createHealthReport(world, () => checker.probesDone())
  const { check, batchCheck } = createCheckHandlers(() => checker)
  const env = { API_KEY: options.key }
  const keyed =
    (handler: Handler): Handler =>
    ({ request }) =>
      handler({ request, env })
  const handlers = new Map([
    ['/probe/check', keyed(check)],
    ['/probe/batch-check', keyed(batchCheck)],
    ['/probe/health', keyed(createHealth(report))],
  ])
  return {
    handlerOf: (pathname) => handlers.get(pathname),
    // The services have checked their input by the contract's own schemas.
    checker: async (path, body, { isKnown, signal }) => {
      // The services look at paths themselves, because they know which nodes are listed.
      const asker = { isKnown, mayAnyPath: true }
      switch (path) {
        case '/check':
          return checker.check(body as CheckInput, asker, signal)
        case '/batch-check':
          return {
            results: await checker.batch((body as { nodes: readonly CheckInput[] }).nodes, asker, signal),
          }
        case '/health':
          return report(body === undefined ? {} : deepQuestion)
        default:
          return path satisfies never
      }
    },
  }
}
