import * as v from 'valibot'
import { SelfTestAnswer } from '../../../../contract/self-test.ts'
import { minuteMs } from '../../../../contract/time.ts'
import { deadline } from '../../../lib/deadline.ts'
import type { Posted, RunWorld } from './run.ts'

const CodeOnly = v.object({ code: v.string() })

type Asked = { readonly answer: Response; readonly text: string }

/** The site as this browser reaches it; `gone` ends the waits of a run. */
export function browserWorld(token: () => string | undefined, gone: AbortSignal): RunWorld {
  const ask = async (path: string, init: RequestInit): Promise<Asked | undefined> => {
    const limit = deadline(minuteMs, gone)
    try {
      const { signal } = limit
      const answer = await fetch(path, { ...init, cache: 'no-store', credentials: 'omit', signal })
      return { answer, text: await answer.text() }
    } catch {
      // What never answers is a finding of its own.
      return undefined
    } finally {
      limit.done()
    }
  }
  return {
    origin: location.origin,
    nowMs: () => Date.now(),
    wait: (ms) => waitUnless(gone, ms),
    post: async (body, headers = {}) => {
      if (gone.aborted) throw new DOMException('given up', 'AbortError')
      const bearer = token()
      const signed: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
      const asked = await ask('/api/system/self-test', {
        method: 'POST',
        headers: { ...headers, ...signed, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return asked === undefined ? { ok: false, status: 0, code: '' } : readPosted(asked)
    },
    get: async (path) => {
      const asked = await ask(path, {})
      return {
        status: asked?.answer.status ?? 0,
        path: new URL(asked?.answer.url ?? location.origin).pathname,
        header: (name) => asked?.answer.headers.get(name) ?? null,
      }
    },
  }
}

function readPosted({ answer: { status }, text }: Asked): Posted {
  const body = readJson(text)
  const answer = v.safeParse(SelfTestAnswer, body)
  if (status === 200 && answer.success) return { ok: true, answer: answer.output }
  const problem = v.safeParse(CodeOnly, body)
  return { ok: false, status, code: problem.success ? problem.output.code : '' }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A page of the platform in place of an answer.
    return undefined
  }
}

function waitUnless(gone: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    const end = (): void => {
      clearTimeout(timer)
      reject(new DOMException('given up', 'AbortError'))
    }
    if (gone.aborted) end()
    else gone.addEventListener('abort', end, { once: true })
  })
}
