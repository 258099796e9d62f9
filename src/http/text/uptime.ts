import { connectionUrl } from '../../contract/connection-url.ts'
import { ServiceError } from '../../contract/errors.ts'
import { dialledProtocols } from '../../contract/vocabulary.ts'
import { matchesTag } from '../respond.ts'
import { admitKey } from './admit-key.ts'
import { clientOf } from './client.ts'
import { plain } from './plain.ts'
import type { TextContext, TextRoute } from './text-route.ts'
import {
  facadeNodes,
  facadeStats,
  facadeTags,
  nodeOfNumber,
  type FacadeAnswer,
  type FacadeQuery,
} from '../../services/launchers/index.ts'
import { dialledBy, takeNode, turnOf } from '../../services/peer/index.ts'

const perPageDefault = 20
const perPageMax = 1000
const hoursMax = 24
const tagsMax = 16
const textCharsMax = 200

const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'public, max-age=60',
  'access-control-allow-origin': '*',
}

function json(
  text: string | Uint8Array<ArrayBuffer>,
  status = 200,
  more: Readonly<Record<string, string>> = {},
): Response {
  return new Response(text, { status, headers: { ...headers, ...more } })
}

/** An error as the closed service has it; no cache keeps it. */
function fault(code: number, message: string, more: Readonly<Record<string, string>> = {}): Response {
  return json(JSON.stringify({ error: { code, message } }), code, { 'cache-control': 'no-store', ...more })
}

async function answered(c: TextContext, { etag, body }: FacadeAnswer): Promise<Response> {
  if (matchesTag(c.req.header('if-none-match') ?? null, etag)) {
    const { 'content-type': _, ...kept } = headers
    return new Response(null, { status: 304, headers: { ...kept, etag } })
  }
  return json(await body(), 200, { etag })
}

/** A whole number from 1 to `max` (more is `max`); undefined for anything else. */
function countOf(text: string | null, byDefault: number, max: number): number | undefined {
  if (text === null || text === '') return byDefault
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) return undefined
  return Math.min(Number(text), max)
}

/** Unknown parameters and empty ones (`&&`) are nothing. */
function queryOf(params: URLSearchParams): FacadeQuery | string {
  const page = countOf(params.get('page'), 1, 1_000_000)
  const perPage = countOf(params.get('per_page'), perPageDefault, perPageMax)
  if (page === undefined) return 'page must be a whole number from 1'
  if (perPage === undefined) return `per_page must be a whole number from 1 to ${perPageMax}`
  const active = (params.get('is_active') ?? '').toLowerCase()
  if (!['', 'true', 'false', '1', '0'].includes(active)) return 'is_active must be true or false'
  const short = (name: string): string => (params.get(name) ?? '').slice(0, textCharsMax)
  return {
    page,
    per_page: perPage,
    is_active: active === '' ? undefined : active === 'true' || active === '1',
    protocol: short('protocol').toLowerCase(),
    search: short('search').trim(),
    tags: params
      .getAll('tags')
      .filter((tag) => tag !== '')
      .slice(0, tagsMax),
  }
}

/** A node's small number in the path. */
function numberOf(c: TextContext): number | undefined {
  const text = c.req.param('id') ?? ''
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined
}

async function answerAddress(c: TextContext): Promise<Response> {
  const number = numberOf(c)
  const node = number === undefined ? undefined : await nodeOfNumber(c.env.services, number)
  if (number === undefined || node === undefined) return fault(404, 'node not found')
  await takeNode(c.env.services, node.id, { peek: c.req.method === 'HEAD' })
  const wanted = node.connections.filter(({ type }) => dialledProtocols.includes(type))
  const addresses = dialledBy(clientOf(c), wanted.length > 0 ? wanted : node.connections)
  const address = addresses[turnOf(c.env.services, `node ${node.id}`, addresses.length)]
  return address === undefined ? fault(404, 'node not found') : plain(connectionUrl(address))
}

async function answer(c: TextContext): Promise<Response> {
  const { services } = c.env
  const url = new URL(c.req.url)
  const path = url.pathname.replace(/\/+$/, '')
  if (path === '/uptime/health') {
    return json('{"success":true,"data":null,"error":null,"message":"Service is healthy"}', 200, {
      'cache-control': 'no-store',
    })
  }
  if (path === '/uptime/api/tags') return answered(c, await facadeTags(services))
  if (path === '/uptime/api/nodes') {
    const query = queryOf(url.searchParams)
    return typeof query === 'string' ? fault(400, query) : answered(c, await facadeNodes(services, query))
  }
  if (path.startsWith('/uptime/node/')) return answerAddress(c)
  const number = numberOf(c)
  const hours = countOf(url.searchParams.get('hours'), hoursMax, hoursMax)
  if (hours === undefined) return fault(400, 'hours must be a whole number from 1')
  if (number === undefined) return fault(404, 'node not found')
  return answered(c, await facadeStats(services, number, hours))
}

async function answerUptime(c: TextContext): Promise<Response> {
  try {
    return await answer(c)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    if (error.code === 'rate_limited') throw error
    if (error.code === 'node_not_found') return fault(404, 'node not found')
    return fault(503, 'the list of nodes is being built', { 'retry-after': '1' })
  }
}

/** `/uptime/*`: the closed official service in its own shape, for programs that still ask it by another base address. */
export const uptimeRoute: TextRoute = {
  id: 'uptime',
  paths: [
    '/uptime/health',
    '/uptime/api/tags',
    '/uptime/api/nodes',
    '/uptime/api/nodes/:id/health/stats',
    '/uptime/node/:id',
  ],
  admit: async (c) => {
    if (c.req.path.startsWith('/uptime/node/')) await admitKey(c)
  },
  answer: answerUptime,
}
