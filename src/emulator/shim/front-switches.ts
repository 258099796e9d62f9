import { minuteMs } from '../../contract/time.ts'
import type { Channel } from './channel.ts'

/** What stands in front of the functions under the switches: limits of a request, and a cache that heeds nobody. */
const refusedBodyBytes = 500_000
const refusedHeaderChars = 2_000
const keptMs = minuteMs
const keptMax = 100

/** A `Response` belongs to its request; bytes do not. */
type Kept = {
  readonly bytes: ArrayBuffer
  readonly status: number
  readonly headers: [string, string][]
  readonly atMs: number
}

const kept = new Map<string, Kept>()

/** What answers before the function is asked; undefined where nothing does. */
export function answerInFront(request: Request, { switches, skewMs }: Channel): Response | undefined {
  const bytes = Number(request.headers.get('content-length') ?? 0)
  if (switches.includes('body_500kb_refused') && bytes > refusedBodyBytes)
    return new Response('request entity too large', { status: 413 })
  const isLong = [...request.headers].some(
    ([name, value]) => !name.startsWith('x-edgeone-') && value.length > refusedHeaderChars,
  )
  if (switches.includes('header_4kb_refused') && isLong)
    return new Response('request header fields too large', { status: 431 })
  if (!switches.includes('no_store_ignored') || request.method !== 'GET') return undefined
  const found = kept.get(request.url)
  const isFresh = found !== undefined && Date.now() + skewMs - found.atMs < keptMs
  return isFresh ? new Response(found.bytes, found) : undefined
}

/** Keeps an answer to a GET, whoever it was for and whatever it says of caches; answers one that can be sent. */
export async function keepInFront(
  request: Request,
  { switches, skewMs }: Channel,
  answer: Response,
): Promise<Response> {
  const { status } = answer
  if (!switches.includes('no_store_ignored') || request.method !== 'GET' || status !== 200) return answer
  if (kept.size >= keptMax) kept.clear()
  const bytes = await answer.arrayBuffer()
  kept.set(request.url, { bytes, status, headers: [...answer.headers], atMs: Date.now() + skewMs })
  return new Response(bytes, answer)
}
