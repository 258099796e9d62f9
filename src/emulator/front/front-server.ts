import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EdgeWorker } from '../edge/edge-worker.ts'
import type { NodeHost } from '../node/node-host.ts'
import { channelHeader } from '../shim/channel.ts'
import { forward, type Target } from './forward.ts'
import { decodedPath, type Routing } from './routing.ts'
import type { StaticFiles } from '../../server/static/static-files.ts'

export interface FrontParts {
  routing: Routing
  files: StaticFiles
  edge: EdgeWorker
  node: NodeHost
  onLine: (line: string) => void
}

export interface Bound {
  server: Server
  port: number
  /** Begins to answer, first those that came while the parts were starting. */
  serve: (parts: FrontParts) => void
}

/** Opens the port that visitors see. Rejects with the system's error (EADDRINUSE, EACCES, ...) when it cannot. */
export async function bind(host: string, port: number): Promise<Bound> {
  const waiting: [IncomingMessage, ServerResponse][] = []
  const server = createServer()
  const wait = (...exchange: [IncomingMessage, ServerResponse]): void => void waiting.push(exchange)
  server.on('request', wait)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    server,
    port: (server.address() as AddressInfo).port,
    serve: (parts) => {
      server.off('request', wait)
      server.on('request', (request, response) => respond(request, response, parts))
      for (const [request, response] of waiting) respond(request, response, parts)
    },
  }
}

function respond(request: IncomingMessage, response: ServerResponse, parts: FrontParts): void {
  answer(request, response, parts).catch((error: unknown) => {
    parts.onLine(`${request.method} ${request.url?.split('?')[0]}: ${String(error)}`)
    if (response.headersSent) response.destroy()
    else plain(response, 502, 'bad gateway\n')
  })
}

/** Answers as EdgeOne would: static files, edge functions in workerd, Node functions, error page. */
async function answer(request: IncomingMessage, response: ServerResponse, parts: FrontParts): Promise<void> {
  const pathname = pathOf(request.url ?? '/')
  if (pathname === undefined || !isHost(request.headers.host ?? 'localhost'))
    return plain(response, 400, 'bad request\n')
  const decision = parts.routing.decide(pathname)
  const headers = parts.routing.headersFor(pathname)
  switch (decision.to) {
    case 'redirect': {
      response.writeHead(decision.status, { location: decision.location }).end()
      return
    }
    case 'static': {
      const name = parts.files.find(pathname)
      if (name === undefined) return sendFile(request, response, parts.files, '/404.html', 404, headers)
      return sendFile(request, response, parts.files, name, 200, headers)
    }
    case 'fallback':
      return sendFile(
        request,
        response,
        parts.files,
        decision.file,
        decision.file === '/404.html' ? 404 : 200,
        headers,
      )
    case 'edge':
      return forward(request, response, edgeTarget(parts.edge, request), headers)
    case 'node':
      return forward(request, response, await nodeTarget(parts.node, request), headers)
  }
}

/** The decoded path of a request line, or undefined when it is not a path; `//` begins the name of another host. */
function pathOf(target: string): string | undefined {
  if (!/^\/(?![/\\])/.test(target) || !URL.canParse(target, 'http://localhost')) return undefined
  return decodedPath(new URL(target, 'http://localhost').pathname)
}

/** Whether a Host header names a host and no more; workerd fails over one that does not. */
function isHost(host: string): boolean {
  return URL.canParse(`http://${host}`) && !/[\s/\\?#@]/.test(host)
}

function clientIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

function edgeTarget(edge: EdgeWorker, request: IncomingMessage): Target {
  return { port: Number(edge.url.port), headers: { [channelHeader]: edge.channel(clientIpOf(request)) } }
}

async function nodeTarget(node: NodeHost, request: IncomingMessage): Promise<Target> {
  const host = request.headers.host ?? 'localhost'
  return {
    port: await node.port,
    headers: { 'eo-connecting-ip': clientIpOf(request), 'eo-pages-host': host, 'x-forwarded-proto': 'http' },
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: StaticFiles,
  name: string | undefined,
  status: number,
  headers: Map<string, string>,
): void {
  request.resume()
  if (request.method !== 'GET' && request.method !== 'HEAD' && status === 200) {
    response.setHeader('allow', 'GET, HEAD')
    return plain(response, 405, 'method not allowed\n')
  }
  const client = {
    acceptEncoding: request.headers['accept-encoding'],
    ifNoneMatch: request.headers['if-none-match'],
  }
  const file = name === undefined ? undefined : files.answer(name, status, client)
  if (!file) return plain(response, 404, 'not found\n')
  response.writeHead(file.status, { ...file.headers, ...Object.fromEntries(headers) })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}
