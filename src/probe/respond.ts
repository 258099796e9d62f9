import { errors, type ErrorCode } from '../contract/errors.ts'

/** What the caller did wrong; becomes the contract's error envelope. Its text never quotes what was sent. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ErrorCode
  readonly field: string | undefined
  /** `text` replaces the table's, where a field is to be named. */
  constructor(code: ErrorCode, options: { readonly text?: string; readonly field?: string } = {}) {
    super(options.text ?? errors[code].zh)
    this.code = code
    this.field = options.field
  }
}

/** JSON that nobody may keep. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  })
}

/** The error envelope. Everything that is not a `Refusal` is a bug of ours: 500 with a fixed text. */
export function errorResponse(error: unknown, headers: Record<string, string> = {}): Response {
  const refusal = error instanceof Refusal ? error : new Refusal('internal')
  const details = refusal.field === undefined ? {} : { details: { field: refusal.field } }
  return json(
    { error: refusal.message, code: refusal.code, ...details },
    errors[refusal.code].status,
    headers,
  )
}
