import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import ipaddr from 'ipaddr.js'
import { isWithin } from '../probe/address-policy.ts'
import { deniedPorts } from '../probe/ports.ts'
import { type Address, type Resolver, systemResolver } from '../probe/resolve.ts'
import type { PublicFetch } from '../services/context/index.ts'
import { requireTarget, TargetForbidden } from '../services/notify/index.ts'

type Init = Parameters<PublicFetch>[1]

/**
 * Requests to addresses that users name. A name is looked up once, each of its addresses is held against the probe's
 * policy, its ports included, and what is dialled is one of those: a name that points elsewhere a moment later gains
 * nothing. Redirects are answers. `allowPrivate`: this machine and private networks, too, never link-local ones or metadata services.
 */
export function createPublicFetch(options: {
  readonly allowPrivate: boolean
  readonly resolver?: Resolver
}): PublicFetch {
  const { allowPrivate, resolver = systemResolver } = options
  return async (text, init) => {
    const url = requireTarget(text, allowPrivate)
    if (!allowPrivate && deniedPorts.has(Number(url.port))) {
      throw new TargetForbidden('the port is that of another service')
    }
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = await within(init.signal, addressesOf(host, resolver))
    if (addresses.length === 0) throw new Error('the name has no address')
    if (!addresses.every(({ address }) => isAllowed(address, allowPrivate))) {
      throw new TargetForbidden('the name does not lead to a public address')
    }
    return send(url, init, addresses)
  }
}

function isAllowed(address: string, allowPrivate: boolean): boolean {
  if (isWithin(allowPrivate ? 'private' : 'public', address)) return true
  return allowPrivate && ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

async function addressesOf(host: string, resolver: Resolver): Promise<readonly Address[]> {
  const family = isIP(host)
  return family === 0 ? resolver(host) : [{ address: host, family: family === 6 ? 6 : 4 }]
}

/** A look-up cannot be called off: nobody waits for it any longer. */
function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new Error('aborted'))
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}

function send(url: URL, init: Init, addresses: readonly Address[]): Promise<Response> {
  const lookup: LookupFunction = (_host, { all }, done) => {
    const [first] = addresses
    if (all === true) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family ?? 4)
  }
  const request = url.protocol === 'https:' ? requestTls : requestPlain
  return new Promise((resolve, reject) => {
    const { method, body, signal } = init
    const headers = { ...init.headers, 'content-length': Buffer.byteLength(body) }
    // A connection of its own: one that is kept open would be used again without a look-up.
    request(url, { method, headers, signal, lookup, agent: false }, (answer) => {
      try {
        resolve(responseOf(answer))
      } catch (error) {
        answer.destroy()
        reject(error instanceof Error ? error : new Error('a bad answer'))
      }
    })
      .on('error', reject)
      .end(body)
  })
}

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 0
  const isBodiless = status === 204 || status === 205 || status === 304
  if (isBodiless) answer.resume()
  const after = answer.headers['retry-after']
  return new Response(isBodiless ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), {
    status,
    headers: after === undefined ? {} : { 'retry-after': after },
  })
}
