import { echoHeader } from '../contract/self-test-echo.ts'
import { parseJson } from '../contract/json.ts'
import { parseOrigin } from '../contract/origin.ts'
import type { Clock } from './clock.ts'
import { limits } from './limits.ts'

/** What the site's self-test asks beside how the checker is. */
export type SelfTestQuestion = {
  readonly isDeep: boolean
  /** How long to wait before answering, ms; undefined: not at all. */
  readonly holdMs: number | undefined
  /** What the site's own edge wants to see before it tells from where it is called. */
  readonly echo: { readonly run: string; readonly ticket: string } | undefined
}

/** Reads the body of `POST /probe/health`; what is no such question asks nothing. */
export function readQuestion(body: string): SelfTestQuestion {
  const value = parseJson(body)
  const asked: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {}
  const { deep, hold_ms: holdMs, run, ticket } = asked
  return {
    isDeep: deep === true,
    holdMs: typeof holdMs === 'number' && holdMs > 0 ? Math.min(holdMs, limits.totalMs) : undefined,
    echo: typeof run === 'string' && typeof ticket === 'string' ? { run, ticket } : undefined,
  }
}

let holding = 0

/** Waits as long as a slow check may take, a few callers at a time; answers how long it was, ms. */
export async function hold(clock: Clock, holdMs: number): Promise<number> {
  if (holding >= limits.holdsMax) return 0
  holding += 1
  await new Promise<void>((resolve) => {
    clock.after(holdMs, resolve)
  })
  holding -= 1
  return holdMs
}

/**
 * The address from which the site's own edge sees this function call it; null when it does not answer. Undefined where
 * `PUBLIC_ORIGIN` names no site, because no caller may choose whom this calls, or where the edge knows no addresses.
 */
export async function askEcho(
  clock: Clock,
  publicOrigin: string | undefined,
  echo: SelfTestQuestion['echo'],
): Promise<string | null | undefined> {
  const origin = parseOrigin(publicOrigin)
  if (origin === undefined || echo === undefined) return undefined
  const halt = new AbortController()
  const cancel = clock.after(limits.echoMs, () => halt.abort())
  try {
    const response = await fetch(`${origin}/api/system/self-test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [echoHeader]: '1' },
      body: JSON.stringify({ step: 'echo', ...echo }),
      redirect: 'manual',
      signal: halt.signal,
    })
    return addressIn(parseJson(await readStart(response)))
  } catch {
    return null
  } finally {
    cancel()
    halt.abort()
  }
}

async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > limits.echoBytesMax) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function addressIn(answer: unknown): string | null | undefined {
  const rows: unknown = typeof answer === 'object' && answer !== null && 'rows' in answer ? answer.rows : []
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  const seen = typeof row === 'object' && row !== null && 'measured' in row ? row.measured : undefined
  if (seen === '') return undefined
  return typeof seen === 'string' && /^[0-9a-f.:]{2,45}$/i.test(seen) ? seen : null
}
