import { toProblem } from '../contract/problem.ts'

/** JSON that nobody may keep. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  })
}

/** The contract's error envelope. Everything that is not a `ServiceError` is a bug of ours: 500 with a fixed text. */
export function errorResponse(error: unknown): Response {
  const { status, body, headers } = toProblem(error)
  return json(body, status, headers)
}
