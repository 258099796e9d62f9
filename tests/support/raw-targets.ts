import { expect } from 'vitest'
import { seededRandom } from './http-fuzz.ts'
import { answersOf, sendRaw } from './raw-http.ts'

/** FUZZ_RUNS=20000 is the whole of it; an ordinary `npm test` asks this often. */
export const rawRuns = Number(process.env['FUZZ_RUNS'] ?? 600)
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122)
/** An answer that is later is a fault. */
const lateMs = Number(process.env['FUZZ_LATE_MS'] ?? 5000)
const width = 4

const words =
  'api API nodes my peer node probe check badge uptime feed.xml feed.json system check-init auth verify openapi.json healthz index.html assets 1 1.svg .. . ... ~ * ; a=b 127.0.0.1:9 http: __proto__ %'.split(
    ' ',
  )
const starts = [
  '/api',
  '/api/nodes',
  '/api/auth',
  '/api/system/check-init',
  '/peer',
  '/node',
  '/badge',
  '/uptime',
  '/probe',
]
const escapes = [
  '%2f',
  '%2F',
  '%5c',
  '%2e',
  '%2e%2e',
  '%00',
  '%0d%0a',
  '%20',
  '%25',
  '%252f',
  '%3f',
  '%23',
  '%c0%af',
]
const broken = ['%', '%2', '%zz', '%ff', '%E0%A4%A', '%ed%a0%80']
const queries = [
  '',
  '',
  '',
  '?',
  '?a=%',
  '?token=%00',
  '?url=http://127.0.0.1:9/',
  '?page=1&page=2',
  '?%ff=%2f',
]
const methods = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

export type RawTarget = { readonly method: string; readonly target: string; readonly host: string }

/** Makes request lines with percent escapes, encoded slashes and hosts of others. The same seed makes the same ones. */
function rawTargets(ownHost: string): () => RawTarget {
  const random = seededRandom(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const escaped = (word: string): string => {
    const at = Math.floor(random() * word.length)
    const code = word.codePointAt(at)?.toString(16).padStart(2, '0') ?? '41'
    return `${word.slice(0, at)}%${code}${word.slice(at + 1)}`
  }
  const segment = (): string => {
    const word = pick(words)
    const kind = random()
    if (kind < 0.6) return word
    if (kind < 0.75) return escaped(word)
    if (kind < 0.9) return word + pick(escapes) + pick(words)
    return word + pick(broken)
  }
  const own = [ownHost, 'localhost', '[::1]']
  const others = ['evil.example', '127.0.0.1.evil.example', 'a b', 'x@y', '%', '127.0.0.1:9', '[2001:db8::1]']
  return () => {
    const separator = (): string => (random() < 0.93 ? '/' : pick(['//', '%2f', '/\\', '%5c']))
    const rest = Array.from({ length: Math.floor(random() * 4) }, () => separator() + segment()).join('')
    const start = random() < 0.7 ? pick(starts) : `/${segment()}`
    const damaged = random() < 0.2 ? `/${escaped(start.slice(1))}` : start
    const target =
      (random() < 0.05 ? pick(['//127.0.0.1:9', 'http://evil.example', '/\\x', '']) : '') + damaged + rest
    return {
      method: pick(methods),
      target: target + pick(queries),
      host: pick(random() < 0.85 ? own : others),
    }
  }
}

/** Where a target leads as URLs are read; undefined for what is no path. */
function pathOf(target: string): string | undefined {
  if (!target.startsWith('/') || /^\/[/\\]/.test(target)) return undefined
  return URL.canParse(target, 'http://x') ? new URL(target, 'http://x').pathname : undefined
}

/** What is wrong with an answer; undefined when nothing is. */
function faultOf({ method, target, host }: RawTarget, text: string): string | undefined {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
  const path = pathOf(target) ?? ''
  if (status < 200) return `no answer within ${lateMs} ms`
  // What /peer says while the site has no node to give.
  const isEmpty = status === 503 && /^\/peer\/?$/.test(path) && /^retry-after: \d+\r$/im.test(text)
  if (status >= 500 && !isEmpty) return `${status}`
  // A Host that names none is refused before the path is looked at.
  if (!/^\/api\/./.test(path) || /[ @%]/.test(host) || status < 400 || method === 'HEAD') return undefined
  const [answer] = answersOf(text)
  const isEnvelope =
    /^content-type: application\/json/im.test(answer?.head ?? '') && /\{"error":".+","code":"\w+"/.test(text)
  return isEnvelope ? undefined : `${status} without the envelope`
}

/**
 * Sends `rawRuns` request lines to a port of this machine: each is answered in time, by no 5xx, and below `/api` an error has
 * our envelope. Gives the count of each status.
 */
export async function sendRawTargets(port: number): Promise<ReadonlyMap<number, number>> {
  const next = rawTargets(`127.0.0.1:${port}`)
  const statuses = new Map<number, number>()
  const faults: string[] = []
  let left = rawRuns
  let slowestMs = 0
  const worker = async (): Promise<void> => {
    for (; left > 0 && faults.length === 0; left -= 1) {
      const one = next()
      const { method, target, host } = one
      const head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
      const startedMs = performance.now()
      const late = new Promise<string>((resolve) => setTimeout(resolve, lateMs, '').unref())
      const text = await Promise.race([sendRaw(port, head), late])
      slowestMs = Math.max(slowestMs, performance.now() - startedMs)
      const status = Number(text.slice(9, 12))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const fault = faultOf(one, text)
      if (fault !== undefined) faults.push(`${method} ${target} of ${host}: ${fault}: ${text.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  expect(faults).toEqual([])
  if (process.env['FUZZ_RUNS'] !== undefined)
    console.log(
      `raw targets: seed ${seed}, ${rawRuns} sent, ${JSON.stringify([...statuses])}, slowest ${Math.round(slowestMs)} ms`,
    )
  return statuses
}
