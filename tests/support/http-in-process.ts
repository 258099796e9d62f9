import { deriveSecrets } from '../../src/auth/secrets.ts'
import { createMail } from '../../src/services/mail/index.ts'
import { createApp } from '../../src/http/app.ts'
import { MemoryKv } from '../../src/emulator/kv/memory-kv.ts'
import type { ServiceContext } from '../../src/services/context/context.ts'
import { createMemory } from '../../src/store/context/context.ts'
import { kvOver } from '../../src/tools/demo/memory-store.ts'
import { countedKv } from './http-counted-kv.ts'
import { startStaticHost } from './http-static-host.ts'
import { jwtSecret, type Target, type TargetOptions } from './http-target.ts'

/** The app in this process over a store in memory, with a clock that can be moved. */
export async function startInProcess({ env = {} }: TargetOptions = {}): Promise<Target> {
  const app = createApp()
  const store = new MemoryKv()
  const memory = createMemory()
  const host = await startStaticHost()
  const variables = { JWT_SECRET: jwtSecret, PUBLIC_ORIGIN: host.origin, CHECK_ROUNDS: 'off', ...env }
  const secrets = deriveSecrets(variables.JWT_SECRET)
  const usages = new WeakMap<Response, ReturnType<Target['usage']>>()
  const background = new Set<Promise<unknown>>()
  const lines: string[] = []
  let skewMs = 0
  let requests = 0

  const servicesFor = (clientIp: string, kv: ServiceContext['kv']): ServiceContext => {
    const base = {
      kv,
      clock: () => Date.now() + skewMs,
      random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
      memory,
      fetch,
      publicFetch: fetch,
      deadline,
      log: (event: string, fields?: Readonly<Record<string, unknown>>) =>
        void lines.push(JSON.stringify({ event, ...fields })),
      variables,
      secrets,
      waitUntil: (work: Promise<unknown>) => {
        const watched = work.finally(() => background.delete(watched))
        background.add(watched)
      },
      clientIp,
      origin: variables.PUBLIC_ORIGIN,
      caller: undefined,
    }
    return { ...base, mail: createMail(base) }
  }

  return {
    name: 'in process',
    async fetch(request, { clientIp = '203.0.113.1' } = {}) {
      const { kv, counts } = countedKv(kvOver(store))
      requests += 1
      const services = servicesFor(clientIp, kv)
      const response = await app.fetch(request, { services, requestId: `request-${requests}` })
      usages.set(response, { ...counts })
      return response
    },
    usage(response) {
      const usage = usages.get(response)
      if (!usage) throw new Error('this response did not come from this target')
      return usage
    },
    async idle() {
      while (background.size > 0) await Promise.all(background)
    },
    advance(ms) {
      skewMs += ms
    },
    lines,
    async stop() {
      while (background.size > 0) await Promise.all(background)
      await host.stop()
    },
  }
}

const deadline: ServiceContext['deadline'] = (timeoutMs) => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  return { signal: controller.signal, cancel: () => clearTimeout(timer) }
}
