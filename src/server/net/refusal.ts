import type { ServerResponse } from 'node:http'
import { errors, type ErrorCode } from '../../contract/errors.ts'

/** A request that is refused before the app sees it: the contract's envelope, whatever was asked for. */
export function refuse(
  response: ServerResponse,
  code: ErrorCode,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ error: errors[code].zh, code })
  response.writeHead(errors[code].status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

/** The same as the bytes of an answer, for a socket whose request could not be read. */
export function refusalBytes(code: ErrorCode): string {
  const { status, zh } = errors[code]
  const body = JSON.stringify({ error: zh, code })
  return (
    `HTTP/1.1 ${status} ${code}\r\nContent-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  )
}
