import {
  BatchCheckBody,
  CheckInput,
  requireBatchSize,
  serverFormText,
  type BatchEntry,
} from '../contract/check.ts'
import { ServiceError } from '../contract/errors.ts'
import { dropNulls } from '../contract/fields.ts'
import { parseObject } from '../contract/json.ts'
import { limits } from '../contract/limits.ts'
import { parseInput } from '../contract/schema-error.ts'
import { parseTarget } from './target.ts'

/** Reads the question of `check` out of a query string or a JSON body. Throws `ServiceError`. */
export async function readCheckInput(request: Request): Promise<CheckInput> {
  const raw = request.method === 'POST' ? await readObject(request) : queryOf(request)
  const input = parseInput(CheckInput, dropNulls(raw))
  const parsed = parseTarget(input.server)
  if (parsed.kind === 'refused' && parsed.code === 'unsupported_protocol') {
    throw new ServiceError('unsupported_protocol', { field: 'server' })
  }
  if (parsed.kind === 'refused' && parsed.code === 'invalid_address') {
    throw new ServiceError('invalid_field', { field: 'server' }, serverFormText)
  }
  return input
}

/** Reads the list of `batch-check`; its entries are judged one by one later. Throws `ServiceError`. */
export async function readBatchInput(request: Request): Promise<readonly BatchEntry[]> {
  const raw = await readObject(request)
  requireBatchSize(raw)
  return parseInput(BatchCheckBody, dropNulls(raw)).nodes
}

function queryOf(request: Request): unknown {
  const query = new URL(request.url, 'http://host').searchParams
  return Object.fromEntries(query)
}

async function readObject(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers.get('content-type')
  if (type !== null && !/\bjson\b/i.test(type)) throw new ServiceError('unsupported_media_type')
  if (Number(request.headers.get('content-length')) > limits.bodyBytesMax) {
    throw new ServiceError('body_too_large')
  }
  // `request.body` is not a stream on EdgeOne and throws on malformed JSON; the text is safe to take
  const text = await request.text()
  if (Buffer.byteLength(text) > limits.bodyBytesMax) throw new ServiceError('body_too_large')
  return parseObject(text)
}
