import type { ServerResponse } from 'node:http'
import { errors, type ErrorCode } from '../../contract/errors.ts'

/** What every answer says that is no page: nothing in it is to be run, framed or kept. */
export const bareHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
} as const

/** A request that is refused before the app sees it: the contract's envelope, whatever was asked for. */
export function refuse(
  response: ServerResponse,
  code: ErrorCode,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ error: errors[code].zh, code })
  response.writeHead(errors[code].status, {
    'content-type': 'application/json; charset=utf-8',
    ...bareHeaders,
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

/** The same as the bytes of an answer, for a socket whose request could not be read. */
export function refusalBytes(code: ErrorCode): string {
  const { status, zh } = errors[code]
  const body = JSON.stringify({ error: zh, code })
  const fields = Object.entries(bareHeaders).map(([name, value]) => `${name}: ${value}\r\n`)
  return (
    `HTTP/1.1 ${status} ${code}\r\nContent-Type: application/json; charset=utf-8\r\n${fields.join('')}` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  )
}
