import { createApp, type App } from '../http/app.ts'
import { toProblem } from '../http/problem.ts'
import { respondProblem } from '../http/respond.ts'
import { buildServices, makeRequestId } from './request-context.ts'
import { provideStructuredClone } from './structured-clone.ts'

let app: App | undefined

/** Answers `/api/*`. Never throws: EdgeOne would show its own page with status 545. */
export async function handle(context: EdgeContext): Promise<Response> {
  const requestId = makeRequestId()
  try {
    app ??= start()
    return await app.fetch(context.request, { services: buildServices(context), requestId })
  } catch (error) {
    const problem = toProblem(error)
    const failure = error instanceof Error ? error.stack : typeof error
    console.log(JSON.stringify({ event: 'request', status: problem.status, request_id: requestId, failure }))
    return respondProblem(problem)
  }
}

function start(): App {
  provideStructuredClone()
  return createApp()
}
