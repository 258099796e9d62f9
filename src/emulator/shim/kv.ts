import { edgeLimits } from '../limits.ts'
import { switchedLimits } from '../switches.ts'
import { listSwitched, type RawPage } from './kv-switches.ts'
import { earlierValue, listedEarlier, noteEarlier } from './late-writes.ts'
import { currentScope, isSwitched, type Scope } from './scope.ts'

type Operation = keyof Scope['ops']
type Value = string | ArrayBuffer | ArrayBufferView | ReadableStream

function checkKey(key: unknown): string {
  if (typeof key !== 'string' || !edgeLimits.keyPattern.test(key)) {
    throw new TypeError(`KV: key must be 1 to 512 of A-Z a-z 0-9 _, not ${JSON.stringify(key)?.slice(0, 80)}`)
  }
  if (key.length > shortKeyChars && isSwitched('long_keys_refused'))
    throw new RangeError(`KV: key has ${key.length} characters, at most ${shortKeyChars} are allowed`)
  return isSwitched('keys_case_folded') ? key.toLowerCase() : key
}

const shortKeyChars = 255

async function valueBytes(value: Value): Promise<Uint8Array> {
  if (isSwitched('writes_refused')) throw new Error('KV: the quota is used up')
  const bytes = new Uint8Array(await new Response(value as BodyInit).arrayBuffer())
  if (bytes.byteLength === 0 && isSwitched('empty_value_refused')) throw new TypeError('KV: value is empty')
  const isHalf = isSwitched('value_1mb_refused')
  if (bytes.byteLength > edgeLimits.valueBytesMax / (isHalf ? 2 : 1)) {
    throw new RangeError(
      `KV: value has ${bytes.byteLength} bytes, at most ${edgeLimits.valueBytesMax} are allowed`,
    )
  }
  return bytes
}

function isValue(value: unknown): value is Value {
  return (
    typeof value === 'string' ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof ReadableStream
  )
}

/** One operation: counted, and placed in the chain of those that were answered before it began. */
async function call(
  operation: Operation,
  method: string,
  query: string,
  body?: Uint8Array,
): Promise<Response> {
  const scope = currentScope('KV')
  if (isCutOff(scope)) return neverAnswered(scope)
  scope.ops[operation] += 1
  const depth = scope.rounds + 1
  const response = await scope.kv.fetch(`http://kv/${operation}?${query}`, {
    method,
    headers: { 'x-kv-token': scope.token, 'x-request': scope.id },
    ...(body ? { body: body as BodyInit } : {}),
  })
  scope.rounds = Math.max(scope.rounds, depth)
  return response
}

/** Whether the platform has ended what the request left running. */
function isCutOff({ switches, answeredMs }: Scope): boolean {
  return (
    switches.has('short_wait_until') &&
    answeredMs !== 0 &&
    Date.now() - answeredMs > switchedLimits.waitUntilMs
  )
}

function neverAnswered(scope: Scope): Promise<never> {
  scope.cutOff()
  return new Promise(() => {})
}

function expect(response: Response, ...statuses: number[]): Response {
  if (!statuses.includes(response.status)) throw new Error(`KV: the store answered ${response.status}`)
  return response
}

async function read(query: string): Promise<ArrayBuffer | null> {
  const response = expect(await call('get', 'GET', query), 200, 404)
  const bytes = await response.arrayBuffer()
  return response.status === 404 ? null : bytes
}

/** The bare global of EdgeOne: no TTL, no metadata, extra options ignored, 256 names a page. */
export const kv = {
  async get(key: unknown, type?: unknown): Promise<unknown> {
    const query = `k=${checkKey(key)}`
    const earlier = earlierValue(query)
    const wanted =
      typeof type === 'object' && type !== null && 'type' in type ? String(type.type) : (type ?? 'text')
    if (!['text', 'json', 'arrayBuffer', 'stream'].includes(String(wanted))) {
      throw new TypeError(`KV: unknown type ${String(wanted)}`)
    }
    const stored = await read(query)
    const bytes = earlier === undefined ? stored : earlier
    if (bytes === null) return null
    if (wanted === 'arrayBuffer') return bytes
    if (wanted === 'stream') return new Response(bytes).body
    const text = new TextDecoder().decode(bytes)
    return wanted === 'json' ? JSON.parse(text) : text
  },

  async put(key: unknown, value: unknown): Promise<void> {
    const query = `k=${checkKey(key)}`
    if (!isValue(value)) throw new TypeError('KV: value must be a string, a buffer or a stream')
    const bytes = await valueBytes(value)
    await noteEarlier(query, read)
    await expect(await call('put', 'PUT', query, bytes), 200).arrayBuffer()
  },

  async delete(key: unknown): Promise<void> {
    const query = `k=${checkKey(key)}`
    if (isSwitched('deletes_ignored')) return
    await noteEarlier(query, read)
    await expect(await call('delete', 'DELETE', query), 200).arrayBuffer()
  },

  async list(options: { prefix?: unknown; limit?: unknown; cursor?: unknown } = {}): Promise<unknown> {
    const { limit = edgeLimits.listMax, cursor = '' } = options
    const prefix = (options.prefix ?? '') === '' ? '' : checkKey(options.prefix)
    if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > edgeLimits.listMax) {
      throw new RangeError(`KV: limit must be 1 to ${edgeLimits.listMax}, not ${String(limit)}`)
    }
    if (cursor !== '') checkKey(cursor)
    const ask = async (limit: number, cursor: string): Promise<RawPage> => {
      const response = await call('list', 'GET', `prefix=${prefix}&limit=${limit}&cursor=${cursor}`)
      const page: RawPage = await expect(response, 200).json()
      return listedEarlier(page, prefix, limit, cursor)
    }
    return listSwitched(ask, Number(limit), String(cursor))
  },
}
