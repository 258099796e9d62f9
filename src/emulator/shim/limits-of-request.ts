import { edgeLimits } from '../limits.ts'
import { currentScope, scopeIfAny, type Scope } from './scope.ts'

/** 64 subrequests a request, 8 at once, redirects counted. */
export function limitFetch(): void {
  const native = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const scope = currentScope('fetch')
    if (scope.fetches >= edgeLimits.fetchesMax) throw new Error(`more than ${edgeLimits.fetchesMax} fetches`)
    if (scope.fetchesAtOnce >= edgeLimits.fetchesAtOnceMax) {
      throw new Error(`more than ${edgeLimits.fetchesAtOnceMax} fetches at once`)
    }
    scope.fetches += 1
    scope.fetchesAtOnce += 1
    try {
      const own = ownHostAnswer(scope, input)
      if (own !== undefined) return own
      const follows = scope.switches.has('redirects_followed') && isOwnHost(scope, input)
      const response = await native(input, follows ? { ...init, redirect: 'follow' } : init)
      if (response.redirected) scope.fetches += 1
      return response
    } finally {
      scope.fetchesAtOnce -= 1
    }
  }
}

function isOwnHost({ host }: Scope, input: RequestInfo | URL): boolean {
  return new URL(input instanceof Request ? input.url : input).host === host
}

function ownHostAnswer(scope: Scope, input: RequestInfo | URL): Response | undefined {
  const { switches } = scope
  if (!isOwnHost(scope, input)) return undefined
  if (switches.has('no_own_host')) return new Response('not found', { status: 404 })
  if (!switches.has('own_host_redirects')) return undefined
  return new Response(null, { status: 301, headers: { location: 'https://elsewhere.example/' } })
}

/** 20 calls of `console` a request. */
export function limitConsole(): void {
  for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) {
    const native = console[level].bind(console)
    console[level] = (...args: unknown[]) => {
      const scope = scopeIfAny()
      if (scope) {
        if (scope.consoleCalls >= edgeLimits.consoleCallsMax) {
          throw new Error(`more than ${edgeLimits.consoleCallsMax} console calls`)
        }
        scope.consoleCalls += 1
      }
      native(...args)
    }
  }
}

/** The body readers take 1 MB; a larger body can only be seen as a stream. */
export function limitBodies(): void {
  for (const type of [Request, Response]) {
    const native = type.prototype.arrayBuffer
    async function read(this: Request | Response): Promise<ArrayBuffer> {
      const declared = Number(this.headers.get('content-length') ?? 0)
      const tooLarge = new RangeError(`body is larger than ${edgeLimits.bodyBytesMax} bytes`)
      if (declared > edgeLimits.bodyBytesMax) throw tooLarge
      const bytes = await native.call(this)
      if (bytes.byteLength > edgeLimits.bodyBytesMax) throw tooLarge
      return bytes
    }
    async function text(this: Request | Response): Promise<string> {
      return new TextDecoder().decode(await read.call(this))
    }
    async function json(this: Request | Response): Promise<unknown> {
      return JSON.parse(await text.call(this))
    }
    Object.assign(type.prototype, { arrayBuffer: read, text, json })
  }
}

/** Response headers longer than these are refused by the platform. */
export function checkHeaders(headers: Headers): void {
  for (const [name, value] of headers) {
    const valueBytes = new TextEncoder().encode(value).byteLength
    if (name.length > edgeLimits.headerNameBytesMax || valueBytes > edgeLimits.headerValueBytesMax) {
      throw new RangeError(`header ${name.slice(0, 40)} is too long (${valueBytes} bytes)`)
    }
  }
}
