import { startEdge } from './edge-runtime.ts'
import { startStaticHost } from './http-static-host.ts'
import { jwtSecret, type Target, type TargetOptions } from './http-target.ts'

/** The emitted edge bundle in workerd behind the EdgeOne shim. */
export async function startWorkerd({ env = {} }: TargetOptions = {}): Promise<Target> {
  const host = await startStaticHost()
  const edge = await startEdge({
    env: { JWT_SECRET: jwtSecret, PUBLIC_ORIGIN: host.origin, CHECK_ROUNDS: 'off', ...env },
  })
  return {
    name: 'workerd',
    fetch: (request, options) => edge.fetch(request, options),
    usage: (response) => edge.usage(response),
    idle: () => edge.idle(),
    advance: (ms) => edge.advance(ms),
    lines: edge.lines,
    async stop() {
      await edge.stop()
      await host.stop()
    },
  }
}
