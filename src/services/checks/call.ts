import type { ServiceContext } from '../context/context.ts'
import type { Checker } from './target.ts'

/** What came back from a checker: JSON with status 200, another status, or nothing usable, with the reason in Chinese. */
export type CheckerReply =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: string }

type CheckerPath = '/check' | '/batch-check' | '/health'

const answerCharsMax = 500_000

/**
 * One call to a checker, within its time limit. The key and the secrets travel in the header and the body, never in the URL.
 * Redirects are not followed: they would carry the key to another host.
 */
export async function callChecker(
  ctx: ServiceContext,
  checker: Checker,
  path: CheckerPath,
  body: unknown,
  isKnown: boolean,
): Promise<CheckerReply> {
  const deadline = ctx.deadline(checker.timeoutMs)
  try {
    return await Promise.race([
      exchange(ctx, checker, path, body, isKnown, deadline.signal),
      expiry(deadline.signal),
    ])
  } catch (error) {
    if (deadline.signal.aborted) return { kind: 'failed', reason: '超时未应答' }
    ctx.log('checker_failed', { path, error: error instanceof Error ? error.message : typeof error })
    return { kind: 'failed', reason: '无法连接' }
  } finally {
    deadline.cancel()
  }
}

async function exchange(
  ctx: ServiceContext,
  checker: Checker,
  path: CheckerPath,
  body: unknown,
  isKnown: boolean,
  signal: AbortSignal,
): Promise<CheckerReply> {
  if (checker.mode === 'local' && ctx.localChecker !== undefined) {
    return { kind: 'json', value: await ctx.localChecker(path, body, { isKnown, signal }) }
  }
  const headers: Record<string, string> = { accept: 'application/json' }
  if (checker.key !== '') headers['x-api-key'] = checker.key
  const call: RequestInit = { method: 'GET', headers, signal, redirect: 'manual' }
  if (body !== undefined) {
    headers['content-type'] = 'application/json'
    call.method = 'POST'
    call.body = JSON.stringify(body)
  }
  const response = await ctx.fetch(`${checker.base}${path}`, call)
  const text = await response.text()
  if (response.status !== 200) return { kind: 'status', status: response.status }
  return readJson(text)
}

function readJson(text: string): CheckerReply {
  if (text.length > answerCharsMax) return { kind: 'failed', reason: '应答过长' }
  try {
    return { kind: 'json', value: JSON.parse(text) }
  } catch {
    return { kind: 'failed', reason: '应答不是有效的 JSON' }
  }
}

/** Settles when the time is up even where the platform's fetch does not heed its signal. */
function expiry(signal: AbortSignal): Promise<CheckerReply> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'failed', reason: '超时未应答' }), { once: true })
  })
}

/** Why a reply cannot be used, in words for a person. */
export function reasonOf(reply: Exclude<CheckerReply, { kind: 'json' }>): string {
  if (reply.kind === 'failed') return reply.reason
  if (reply.status === 401 || reply.status === 403) return `API Key 未被接受（HTTP ${reply.status}）`
  if (reply.status >= 300 && reply.status < 400) return `返回了重定向（HTTP ${reply.status}），请填写最终地址`
  return `返回 HTTP ${reply.status}`
}
