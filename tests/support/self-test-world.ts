import { readFileSync } from 'node:fs'
import type { SelfTestAnswer, SelfTestInput } from '../../src/contract/self-test.ts'
import { Routing, type RoutesFile } from '../../src/emulator/front/routing.ts'
import { artifactsValue } from '../../src/tools/paths.ts'
import type { RunWorld } from '../../src/ui/pages/console/self-test/run.ts'

type Site = {
  readonly origin: string
  /** Answers a request without following redirects. */
  readonly fetch: (request: Request, body: SelfTestInput | undefined) => Promise<Response>
  readonly token?: string
  readonly nowMs: () => number
  readonly wait: (ms: number) => Promise<void>
}

/** The world of a run over a site of a test, as the page has it over the browser's fetch. */
export function selfTestWorld({ origin, fetch, token, nowMs, wait }: Site): RunWorld {
  const signed: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return {
    origin,
    nowMs,
    wait,
    async post(body, headers = {}) {
      const response = await fetch(
        new Request(`${origin}/api/system/self-test`, {
          method: 'POST',
          headers: { ...signed, ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        body,
      )
      const text = await response.text()
      if (response.status === 200) return { ok: true, answer: JSON.parse(text) as SelfTestAnswer }
      const code = text.startsWith('{') ? String((JSON.parse(text) as { code: string }).code) : ''
      return { ok: false, status: response.status, code }
    },
    async get(path) {
      let at = new URL(path, origin)
      for (;;) {
        const response = await fetch(new Request(at), undefined)
        const location = response.headers.get('location')
        if (location === null) {
          return { status: response.status, path: at.pathname, header: (name) => response.headers.get(name) }
        }
        at = new URL(location, at)
      }
    },
  }
}

/** Answers what the platform answers without asking an edge function, by the emitted routes; undefined for the rest. */
export function platformAnswers(): (request: Request) => Response | undefined {
  const routing = new Routing(JSON.parse(readFileSync(artifactsValue.routes, 'utf8')) as RoutesFile)
  return ({ url }) => {
    const { pathname } = new URL(url)
    const decision = routing.decide(pathname)
    const headers = [...routing.headersFor(pathname)]
    if (decision.to === 'edge') return undefined
    if (decision.to === 'redirect') {
      return new Response(null, { status: decision.status, headers: { location: decision.location } })
    }
    return new Response('', { status: decision.to === 'static' ? 200 : 404, headers })
  }
}
