import { ServiceError } from '../contract/errors.ts'
import { checkerFault, isKeyShown } from './checker-key.ts'
import { errorResponse } from './respond.ts'

/** What EdgeOne hands to a Node function, as far as it is used here. */
export type NodeContext = {
  readonly request: Request
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly server?: { readonly region?: string }
}

export type Handler = (context: NodeContext) => Promise<Response>

/** Method, key, then the work; whatever is thrown becomes the error envelope, because EdgeOne sends messages out. */
export function guarded(methods: readonly string[], work: Handler): Handler {
  return async (context) => {
    try {
      const { request, env = process.env } = context
      if (!methods.includes(request.method)) {
        throw new ServiceError('method_not_allowed', { allow: methods })
      }
      const fault = checkerFault(env)
      if (fault !== undefined) {
        console.error(`probe: ${fault}`)
        throw new ServiceError('checker_unguarded')
      }
      if (!isKeyShown(env, request.headers.get('x-api-key'))) throw new ServiceError('api_key_invalid')
      const response = await work(context)
      return request.method === 'HEAD' ? new Response(null, response) : response
    } catch (error) {
      if (!(error instanceof ServiceError)) logFault(error)
      return errorResponse(error)
    }
  }
}

/** Where it broke, without the message: it could quote what the caller sent. */
function logFault(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const name = error instanceof Error ? error.constructor.name : typeof error
  console.error([`probe: ${name}`, ...frames.slice(0, 8)].join('\n'))
}
