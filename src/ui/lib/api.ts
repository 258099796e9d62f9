import * as v from 'valibot'
import { ApiProblem, readProblem } from './api-problem.ts'
import { deadline } from './deadline.ts'
import { hearServerTime } from './server-clock.ts'

/** One call of the API: where it goes and what it answers. Made by the functions of api-calls.ts. */
export type Call<T> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly answer: v.GenericSchema<unknown, T>
  readonly body?: unknown
  /** Sent with the session's token, and again after the session was renewed. */
  readonly signed: boolean
  readonly deadlineMs?: number
  /** Lines of JSON: the answer is read as `{ text, next }`, or `body` is such a text. */
  readonly ndjson?: 'answer' | 'body'
}

export type Api = {
  /** Answers what the call's schema describes; throws ApiProblem. `quiet` never asks for the password. */
  readonly send: <T>(call: Call<T>, options?: { quiet?: boolean; signal?: AbortSignal }) => Promise<T>
}

const deadlineMsDefault = 20_000

function written({ body, ndjson }: Call<unknown>): string {
  return ndjson && typeof body === 'string' ? body : JSON.stringify(body)
}

/**
 * The typed client. A signed call that gets 401 asks `recover` once; when that answers true it is sent again,
 * else it fails with `session_ended`. One that wants the second factor shown again asks `prove` likewise.
 * `refused` hears of every other 403, which may mean that the role has changed.
 */
export function openApi(deps: {
  readonly fetch: typeof fetch
  readonly token: () => string | undefined
  readonly recover: (problem: ApiProblem) => Promise<boolean>
  readonly prove: () => Promise<boolean>
  readonly refused: (problem: ApiProblem) => void
  /** Something was changed on the server. */
  readonly wrote: () => void
}): Api {
  const once = async <T>(call: Call<T>, signal: AbortSignal | undefined): Promise<T> => {
    const limit = deadline(call.deadlineMs ?? deadlineMsDefault, signal)
    const headers: Record<string, string> = {}
    const token = deps.token()
    if (call.signed && token !== undefined) headers['authorization'] = `Bearer ${token}`
    if (call.body !== undefined)
      headers['content-type'] = call.ndjson ? 'application/x-ndjson' : 'application/json'
    let answer: Response
    let body: unknown
    try {
      answer = await deps.fetch(call.path, {
        method: call.method,
        headers,
        cache: 'no-store',
        credentials: 'omit',
        signal: limit.signal,
        ...(call.body === undefined ? {} : { body: written(call) }),
      })
      hearServerTime(answer.headers.get('date'))
      if (!answer.ok) throw await readProblem(answer)
      body =
        call.ndjson === 'answer'
          ? { text: await answer.text(), next: answer.headers.get('x-next-cursor') ?? '' }
          : await answer.json()
    } catch (error) {
      if (error instanceof ApiProblem) throw error
      if (limit.passed()) throw new ApiProblem('timeout', 'timeout')
      if (error instanceof SyntaxError) throw new ApiProblem('bad_answer', 'not JSON')
      throw new ApiProblem('offline', 'offline')
    } finally {
      limit.done()
    }
    const read = v.safeParse(call.answer, body)
    if (!read.success) throw new ApiProblem('bad_answer', read.issues[0].message, { status: answer.status })
    if (call.signed && call.method !== 'GET') deps.wrote()
    return read.output
  }

  return {
    send: async (call, options = {}) => {
      const used = deps.token()
      try {
        return await once(call, options.signal)
      } catch (error) {
        if (!(error instanceof ApiProblem) || !call.signed) throw error
        if (error.code === 'step_up_required') {
          if (options.quiet || !(await deps.prove())) throw error
          return once(call, options.signal)
        }
        if (error.status === 403) deps.refused(error)
        if (error.status !== 401) throw error
        // Renewed while this call was under way, as by a change of the password.
        if (deps.token() !== undefined && deps.token() !== used) return once(call, options.signal)
        if (options.quiet || !(await deps.recover(error))) {
          throw error.code === 'account_disabled'
            ? error
            : new ApiProblem('session_ended', '', { status: 401 })
        }
        return once(call, options.signal)
      }
    },
  }
}
