import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createApp, textRoutes } from '../http/app.ts'
import { toProblem } from '../contract/problem.ts'
import { respondProblem } from '../http/respond.ts'
import type { Handler } from '../probe/guard.ts'
import type { ServiceContext } from '../services/context/index.ts'
import { Compression } from './compression.ts'
import { describeFault, type Log } from './log.ts'
import type { Listener } from './net/listener.ts'
import { isApiPath } from './net/target.ts'
import type { Visit } from './visit.ts'

export type ApiOptions = {
  readonly services: (visit: Visit) => ServiceContext
  readonly probe: { readonly handlerOf: (pathname: string) => Handler | undefined }
  /** Whether pages of other origins must not read what the checker says. */
  readonly isCheckerLifted: boolean
  readonly log: Log
}

/** Text routes have their paths in one place. */
const textPath = new RegExp(`^(?:${textRoutes.flatMap(({ paths }) => paths.map(patternOf)).join('|')})/?$`)

function patternOf(path: string): string {
  return path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')
}

const checkRoutes: ReadonlySet<unknown> = new Set(['check', 'checkPost', 'batchCheck', 'checkHealth'])

/** The app and the probe behind a listener of Node. A visit's body must have been read into `rawBody`. */
export class Api {
  readonly #options: ApiOptions
  readonly #app = createApp()
  readonly #compression = new Compression()
  readonly #visits = new WeakMap<IncomingMessage, Visit>()
  readonly #listener: Listener

  constructor(options: ApiOptions) {
    this.#options = options
    this.#listener = getRequestListener((request, { incoming }) =>
      this.#answer(request, incoming as IncomingMessage),
    )
  }

  /** Whether anything here answers a path. */
  has(pathname: string): boolean {
    return (
      isApiPath(pathname) || textPath.test(pathname) || this.#options.probe.handlerOf(pathname) !== undefined
    )
  }

  /** Answers a visit whose target was read. */
  answer(visit: Visit): void {
    this.#visits.set(visit.request, visit)
    this.#listener(visit.request, visit.response as ServerResponse)
  }

  async #answer(request: Request, incoming: IncomingMessage): Promise<Response> {
    const visit = this.#visits.get(incoming)
    if (visit === undefined) throw new Error('a request without a visit')
    const { pathname = '', search = '' } = visit.target ?? {}
    try {
      const answer = await this.#ask(request, visit, pathname)
      if (this.#options.isCheckerLifted && checkRoutes.has(visit.fields['route'])) hide(answer.headers)
      if (request.method === 'HEAD' || answer.status === 304 || answer.status === 204) return answer
      return await this.#compression.apply(
        answer,
        pathname + search,
        request.headers.get('accept-encoding') ?? '',
      )
    } catch (error) {
      this.#options.log.event('error', 'answer_failed', {
        request_id: visit.requestId,
        failure: describeFault(error),
      })
      return respondProblem(toProblem(error))
    }
  }

  #ask(request: Request, visit: Visit, pathname: string): Promise<Response> {
    const probe = this.#options.probe.handlerOf(pathname)
    if (probe !== undefined) {
      visit.route = 'probe'
      return probe({ request })
    }
    const services = this.#options.services(visit)
    return Promise.resolve(this.#app.fetch(request, { services, requestId: visit.requestId }))
  }
}

function hide(headers: Headers): void {
  headers.delete('access-control-allow-origin')
  headers.delete('access-control-allow-methods')
}
