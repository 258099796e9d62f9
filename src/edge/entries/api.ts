import { createApi, type App } from '../../http/app.ts'
import { toProblem } from '../../http/problem.ts'
import { respondProblem } from '../../http/respond.ts'
import { buildServices } from '../request-context.ts'
import { buildSiteContext, log, makeRequestId } from '../site-context.ts'
import { provideStructuredClone } from '../structured-clone.ts'
import { driveByTraffic } from '../../services/tick/index.ts'

let app: App | undefined

/** Answers `/api/*`. Never throws: EdgeOne would show its own page with status 545. */
export async function handle(context: EdgeContext): Promise<Response> {
  const requestId = makeRequestId()
  try {
    app ??= start()
    const services = buildServices(context)
    const response = await app.fetch(context.request, { services, requestId })
    driveByTraffic(services)
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
  if (buildSiteContext(context) !== undefined) driveByTraffic(buildServices(context))
}
