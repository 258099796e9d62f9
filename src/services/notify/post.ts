import type { ServiceContext } from '../context/context.ts'
import { limits } from './limits.ts'
import type { NotifyRequest } from './message.ts'
import type { ServiceAnswer } from './verdict.ts'

/** The way out of a message: `fetch` to public addresses alone, which follows no redirect. */
export type PostContext = Pick<ServiceContext, 'publicFetch' | 'deadline'>

/** Why nothing came back; `isForbidden`: the address is none that may be called. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly isForbidden: boolean
  constructor(message: string, isForbidden = false) {
    super(message)
    this.isForbidden = isForbidden
  }
}

/** POSTs a request and reads what is answered, up to a bound, all within 10 s. Throws NoAnswer. */
export async function post(ctx: PostContext, request: NotifyRequest): Promise<ServiceAnswer> {
  const { signal, cancel } = ctx.deadline(limits.answerMs)
  try {
    const response = await ctx.publicFetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      signal,
      redirect: 'manual',
    })
    const body = await readStart(response)
    const after = Number(response.headers.get('retry-after') ?? Number.NaN)
    return { status: response.status, body, ...(after > 0 ? { retryAfterS: after } : {}) }
  } catch (error) {
    if (signal.aborted) throw new NoAnswer(`no answer within ${limits.answerMs / 1000} s`)
    if (error instanceof Error && error.name === 'TargetForbidden') throw new NoAnswer(error.message, true)
    // What a library says may hold the address, and that is the credential.
    throw new NoAnswer(`no answer${causeOf(error)}`)
  } finally {
    cancel()
  }
}

/** The system's own code, such as ECONNREFUSED. */
function causeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return `: ${at.code}`
  }
  return ''
}

async function readStart(response: Response): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    text += decoder.decode(value, { stream: true })
    if (bytes >= limits.answerBytesMax) {
      await reader.cancel()
      return text
    }
  }
}
