import { createApi, type App } from '../../http/app.ts'
import { toProblem } from '../../contract/problem.ts'
import { respondProblem } from '../../http/respond.ts'
import { kvPlace } from '../edgeone-kv.ts'
import { driveByTraffic } from '../../services/tick/index.ts'
import { finishHeld } from '../run-on.ts'
import { buildServices } from '../request-context.ts'
import { log, makeRequestId } from '../site-context.ts'

let app: App | undefined

/** Answers `/api/*`. Never throws: EdgeOne would show its own page with status 545. */
export async function handle(context: EdgeContext): Promise<Response> {
  const requestId = makeRequestId()
  try {
    app ??= start()
    const services = buildServices(context)
    const response = await app.fetch(context.request, { services, requestId })
    if (kvPlace(context) !== 'none') driveByTraffic(services, answered)
    await finishHeld(context)
    return response
  } catch (error) {
    const problem = toProblem(error)
    const failure = error instanceof Error ? error.stack : typeof error
    log('request', { status: problem.status, request_id: requestId, failure })
    return respondProblem(problem)
  }
}

function start(): App {
  provideStructuredClone()
  globalThis.__drive = drive
  return createApi()
}

/** For the other functions of this isolate, which have no services of their own. */
function drive(context: EdgeContext): void {
  if (kvPlace(context) !== 'none') driveByTraffic(buildServices(context), answered)
}

/** The answer leaves before the next turn. */
function answered(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

/**
 * `jose` copies the claims with `structuredClone`, which no document of EdgeOne promises. Where it is missing, a copy
 * by JSON stands in: claims are JSON.
 */
function provideStructuredClone(): void {
  globalThis.structuredClone ??= <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
}
