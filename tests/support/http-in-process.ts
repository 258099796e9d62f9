import { readFileSync } from 'node:fs'
import { deriveSecrets } from '../../src/auth/secrets.ts'
import { createMail } from '../../src/edge/mail.ts'
import { createApp } from '../../src/http/app.ts'
import { MemoryKv } from '../../src/local/kv/memory-kv.ts'
import type { ServiceContext } from '../../src/services/context.ts'
import { createMemory } from '../../src/store/ports.ts'
import { countedKv } from './http-counted-kv.ts'
import { jwtSecret, type Target, type TargetOptions } from './http-target.ts'

/** The app in this process over a store in memory, with a clock that can be moved. */
export const startInProcess = async ({ env = {} }: TargetOptions = {}): Promise<Target> => {
  const app = createApp()
  const store = new MemoryKv()
  const memory = createMemory()
  const variables = { JWT_SECRET: jwtSecret, ...env }
  const secrets = deriveSecrets(variables.JWT_SECRET)
  const usages = new WeakMap<Response, ReturnType<Target['usage']>>()
  const background = new Set<Promise<unknown>>()
  const lines: string[] = []
  let skewMs = 0
  let requests = 0

  const servicesFor = (request: Request, clientIp: string, kv: ServiceContext['kv']): ServiceContext => {
    const base = {
      kv,
      clock: () => Date.now() + skewMs,
      random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
      memory,
      fetch: staticFetch(new URL(request.url).origin),
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
      origin: new URL(request.url).origin,
      caller: undefined,
    }
    return { ...base, mail: createMail(base) }
  }

  return {
    name: 'in process',
    async fetch(request, { clientIp = '203.0.113.1' } = {}) {
      const { kv, counts } = countedKv(store)
      requests += 1
      const services = servicesFor(request, clientIp, kv)
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
    },
  }
}

const deadline: ServiceContext['deadline'] = (timeoutMs) => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  return { signal: controller.signal, cancel: () => clearTimeout(timer) }
}

/** The deployment's own host has its static files and nothing else; every other host is really called. */
const staticFetch = (own: string): typeof globalThis.fetch => {
  const document = readFileSync('src/contract/openapi.json', 'utf8')
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.origin !== own) return fetch(input, init)
    if (url.pathname !== '/openapi.json') return new Response('', { status: 404 })
    return new Response(document, { headers: { etag: '"static"' } })
  }
}
