import { channelHeader, usageHeader, type Channel, type Usage } from './channel.ts'
import { withinLoops } from './loops.ts'
import { installSwitchedGlobals, seenInfo } from './switched-globals.ts'
import { installClock, installHurry } from './clock.ts'
import { limitCrypto } from './crypto.ts'
import { removeGlobals } from './globals.ts'
import { kv } from './kv.ts'
import { drainable } from './drain.ts'
import { answerInFront, keepInFront } from './front-switches.ts'
import { checkHeaders, limitBodies, limitConsole, limitFetch } from './limits-of-request.ts'
import { runIn, type Scope } from './scope.ts'

/** Replaced by the bundler; true where tests start the runtime. */
declare const withClock: boolean

interface Bindings {
  KV_SERVICE: Scope['kv']
  SHIM_TOKEN: string
}
interface Execution {
  waitUntil(work: Promise<unknown>): void
}
interface EdgeEvent {
  request: Request
  waitUntil: Execution['waitUntil'] | typeof noWaitUntil
  respondWith(answer: Response | Promise<Response>): void
}

/** The emitted code binds what is there; here nothing comes of it. */
const noWaitUntil = { bind: () => undefined }

let handler: ((event: EdgeEvent) => void) | undefined

const nativeLog = console.error.bind(console)
limitFetch()
limitConsole()
limitBodies()
limitCrypto()
removeGlobals()
if (withClock) {
  installClock()
  installHurry()
}
installSwitchedGlobals(kv)
Object.assign(globalThis, {
  addEventListener(type: string, listener: (event: EdgeEvent) => void) {
    if (type === 'fetch') handler = listener
  },
})

function usageOf(scope: Scope): string {
  const { rounds, fetches, consoleCalls, loops, longestLoop } = scope
  return JSON.stringify({ ...scope.ops, rounds, fetches, consoleCalls, loops, longestLoop } satisfies Usage)
}

/** As EdgeOne does: an uncaught error is a 545 that tells nothing. */
function scriptError(error: unknown): Response {
  nativeLog(error instanceof Error ? (error.stack ?? error.message) : error)
  return new Response('Error return from script', { status: 545 })
}

async function answer(request: Request, channel: Channel, execution: Execution): Promise<Response> {
  const headers = new Headers(request.headers)
  headers.delete(channelHeader)
  const { request: copy, drain } = drainable(request, headers)
  const passed = Object.assign(copy, { eo: seenInfo(channel, headers) })
  const response = await new Promise<Response>((resolve, reject) => {
    if (!handler) throw new Error('the bundle registered no fetch handler')
    handler({
      request: passed,
      waitUntil: channel.switches.includes('no_wait_until')
        ? noWaitUntil
        : (work: Promise<unknown>) => execution.waitUntil(work),
      respondWith: (given) => void Promise.resolve(given).then(resolve, reject),
    })
  }).finally(drain)
  if (!(response instanceof Response)) throw new TypeError('the handler did not answer with a Response')
  checkHeaders(response.headers)
  return response
}

export default {
  async fetch(request: Request, bindings: Bindings, execution: Execution): Promise<Response> {
    const channel = JSON.parse(request.headers.get(channelHeader) ?? '{}') as Channel
    if (channel.token !== bindings.SHIM_TOKEN) return new Response('not for you', { status: 403 })
    const inFront = answerInFront(request, channel)
    const background: Promise<unknown>[] = []
    let cutOff = (): void => {}
    const isCutOff = new Promise<void>((resolve) => {
      cutOff = resolve
    })
    const scope: Scope = {
      id: channel.id,
      skewMs: channel.skewMs,
      switches: new Set(channel.switches),
      earlier: new Map(),
      host: new URL(request.url).host,
      isHurried: channel.isHurried,
      answeredMs: 0,
      cutOff,
      kv: bindings.KV_SERVICE,
      token: bindings.SHIM_TOKEN,
      fetches: 0,
      fetchesAtOnce: 0,
      consoleCalls: 0,
      ops: { get: 0, put: 0, delete: 0, list: 0 },
      rounds: 0,
      loops: 0,
      longestLoop: 0,
    }
    const collect = {
      waitUntil: (work: Promise<unknown>) => {
        const settled = Promise.race([Promise.resolve(work).catch(scriptError), isCutOff])
        background.push(settled)
        execution.waitUntil(settled)
      },
    }
    const response =
      inFront ??
      (await runIn(scope, () =>
        withinLoops(
          scope,
          () => answer(request, channel, collect).catch(scriptError),
          (what) => scriptError(new Error(what)),
        ),
      ))
    scope.answeredMs = Date.now() + (withClock ? scope.skewMs : 0)
    const given = inFront === undefined ? await keepInFront(request, channel, response) : response
    const sent = new Response(given.body, given)
    sent.headers.set(usageHeader, usageOf(scope))
    if (scope.id !== '') execution.waitUntil(finish(scope, background))
    return sent
  },
}

/** Waits for the work of `waitUntil` and tells the KV service that the request is over. */
async function finish(scope: Scope, background: readonly Promise<unknown>[]): Promise<void> {
  for (const work of background) await work
  const headers = { 'x-kv-token': scope.token, 'x-request': scope.id }
  await scope.kv.fetch(`http://kv/done`, { method: 'POST', headers })
}
