import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from 'node:zlib'
import { isCompressible } from '../../server/static/content-types.ts'
import { chooseEncoding } from '../../server/static/encoding.ts'

/** Far below workerd's own 5 s, so that no request goes out on a connection that is being closed. */
const idleConnectionMs = 1_000
/** workerd keeps a connection only if it can read away at most 64 KB of a body that the code left unread. */
const sharedConnectionBytesMax = 32 * 1024
const compressBytesMin = 1_024
/** How much of a body that nobody wants is read, so that the client sees the answer and not a reset. */
const unwantedBytesMax = 8 * 1024 * 1024

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
])
/** What only the platform may say; from a client it would be a lie, and those of Miniflare end the process. */
const forged = /^(?:eo-|x-edgeone-|x-scf-|x-cube-|x-forwarded-|mf-|functions-request-id$)/
/** What the platform keeps to itself. */
const internalAddresses = /^(?:eo-pages-|x-edgeone-|functions-request-id$)/

const agent = new http.Agent({ keepAlive: true, timeout: idleConnectionMs, maxFreeSockets: 64 })

export interface Target {
  /** Loopback port. */
  port: number
  /** Headers that the platform adds. */
  headers: Record<string, string>
}

function requestHeaders(
  { headers: given, headersDistinct }: IncomingMessage,
  added: Record<string, string>,
): http.OutgoingHttpHeaders {
  const headers: http.OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(given)) {
    if (!hopByHop.has(name) && !forged.test(name) && name !== 'expect') headers[name] = value
  }
  // Node keeps the first of several; the platform joins them
  const types = headersDistinct['content-type'] ?? []
  if (types.length > 1) headers['content-type'] = types.join(', ')
  return { ...headers, ...added }
}

function isSmall({ headers }: IncomingMessage): boolean {
  return !headers['transfer-encoding'] && Number(headers['content-length'] ?? 0) <= sharedConnectionBytesMax
}

/** Sends the request on and its answer back. Rejects when the target cannot be reached before anything was sent. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  extraHeaders: Map<string, string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const upstream = http.request({
      host: '127.0.0.1',
      port: target.port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request, target.headers),
      agent: isSmall(request) ? agent : false,
    })
    upstream.on('response', (answer) => {
      void drainUnwanted(request, upstream).then(() =>
        reply(request, response, answer, extraHeaders, resolve),
      )
    })
    upstream.on('error', (error) => (response.headersSent ? response.destroy() : reject(error)))
    response.on('close', () => upstream.destroy())
    request.pipe(upstream)
  })
}

/** When the answer came before the whole body was read, the rest is thrown away first. */
async function drainUnwanted(request: IncomingMessage, upstream: http.ClientRequest): Promise<void> {
  if (request.complete) return
  request.unpipe(upstream)
  upstream.end()
  let bytes = 0
  await new Promise<void>((resolve) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > unwantedBytesMax) resolve()
    })
    request.on('end', resolve)
    request.on('close', resolve)
    request.resume()
  })
}

function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: IncomingMessage,
  extraHeaders: Map<string, string>,
  finished: () => void,
): void {
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const name = (answer.rawHeaders[index] ?? '').toLowerCase()
    if (!hopByHop.has(name) && !internalAddresses.test(name))
      response.appendHeader(name, answer.rawHeaders[index + 1] ?? '')
  }
  for (const [name, value] of extraHeaders) response.setHeader(name, value)
  if (!request.complete) response.setHeader('connection', 'close')
  const encoder = compressor(request, answer)
  if (encoder) {
    response.removeHeader('content-length')
    response.appendHeader('vary', 'Accept-Encoding')
    response.setHeader('content-encoding', chooseEncoding(request.headers['accept-encoding']))
  }
  response.writeHead(answer.statusCode ?? 502)
  const ended = (error: Error | null | undefined): void => {
    if (error) response.destroy()
    finished()
  }
  if (encoder) pipeline(answer, encoder, response, ended)
  else pipeline(answer, response, ended)
}

/** As the CDN in front of the functions does for text. */
function compressor(request: IncomingMessage, answer: IncomingMessage): Gzip | BrotliCompress | undefined {
  const encoding = chooseEncoding(request.headers['accept-encoding'])
  const length = Number(answer.headers['content-length'] ?? compressBytesMin)
  const hasBody = request.method !== 'HEAD' && ![204, 304].includes(answer.statusCode ?? 0)
  const type = answer.headers['content-type'] ?? ''
  if (!hasBody || encoding === 'identity' || length < compressBytesMin || !isCompressible(type))
    return undefined
  if (answer.headers['content-encoding']) return undefined
  return encoding === 'br' ? createBrotliCompress({ params: { [brotliQuality]: 4 } }) : createGzip()
}

/** `zlib.constants.BROTLI_PARAM_QUALITY`. */
const brotliQuality = 1
