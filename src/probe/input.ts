import * as v from 'valibot'
import { BatchCheckBody, CheckInput, type BatchEntry } from '../contract/check.ts'
import { limits } from '../contract/limits.ts'
import { Refusal } from './respond.ts'
import { parseTarget } from './target.ts'

/** Reads the question of `check` out of a query string or a JSON body. Throws `Refusal`. */
export async function readCheckInput(request: Request): Promise<CheckInput> {
  const raw = request.method === 'POST' ? await readObject(request) : queryOf(request)
  const input = valid(CheckInput, raw, '缺少必填参数')
  const parsed = parseTarget(input.server)
  if (parsed.kind === 'refused' && parsed.code === 'unsupported_protocol') {
    throw new Refusal('unsupported_protocol', { field: 'server' })
  }
  if (parsed.kind === 'refused' && parsed.code === 'invalid_address') {
    throw new Refusal('invalid_field', {
      field: 'server',
      text: 'server 须为 tcp://、udp://、ws:// 或 wss:// 地址，含主机和端口',
    })
  }
  return input
}

/** Reads the list of `batch-check`; its entries are judged one by one later. Throws `Refusal`. */
export async function readBatchInput(request: Request): Promise<readonly BatchEntry[]> {
  return valid(BatchCheckBody, await readObject(request), '缺少必填字段').nodes
}

function queryOf(request: Request): unknown {
  const query = new URL(request.url, 'http://host').searchParams
  return Object.fromEntries(query)
}

async function readObject(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')
  if (type !== null && !/\bjson\b/i.test(type)) throw new Refusal('unsupported_media_type')
  if (Number(request.headers.get('content-length')) > limits.bodyBytesMax) throw new Refusal('body_too_large')
  // `request.body` is not a stream on EdgeOne and throws on malformed JSON; the text is safe to take
  const text = await request.text()
  if (Buffer.byteLength(text) > limits.bodyBytesMax) throw new Refusal('body_too_large')
  if (text.trim() === '') return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new Refusal('invalid_json')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Refusal('invalid_body')
  return parsed
}

/** Checks by a contract schema; the first fault decides, with its path such as `nodes[1].server`. */
function valid<Schema extends v.GenericSchema>(
  schema: Schema,
  raw: unknown,
  missingText: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, raw, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const field = pathOf(issue.path ?? [])
  if (issue.path?.at(-1)?.value === undefined || issue.input === null) {
    throw new Refusal('missing_field', { field, text: `${missingText}：${field}` })
  }
  if (issue.type === 'min_length' || issue.type === 'max_length') {
    if (field === 'nodes') throw new Refusal('batch_size', { field })
  }
  // a schema without a text of its own speaks valibot's English
  const text = /\p{Script=Han}/u.test(issue.message) ? issue.message : '格式不正确'
  throw new Refusal('invalid_field', { field, text: `${field}：${text}` })
}

function pathOf(path: readonly { readonly key: unknown }[]): string {
  return path.reduce((text, { key }) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')
}
