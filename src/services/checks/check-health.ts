import type * as v from 'valibot'
import type { CheckHealthAnswer } from '../../contract/check.ts'
import type { ServiceContext } from '../context/context.ts'
import { callChecker, reasonOf } from './call.ts'
import { unavailableText } from './results.ts'
import { checkerOf } from './target.ts'

const healthTimeoutMs = 5_000

/** Says which checker is in use and whether it answers. */
export async function checkHealth(ctx: ServiceContext): Promise<v.InferOutput<typeof CheckHealthAnswer>> {
  const checker = checkerOf(ctx)
  const timeoutMs = Math.min(healthTimeoutMs, checker.timeoutMs)
  const reply = await callChecker(ctx, { ...checker, timeoutMs }, '/health', undefined, true)
  const answer = {
    service: 'edgeone-check' as const,
    mode: checker.mode,
    timestamp: new Date(ctx.clock()).toISOString(),
  }
  if (reply.kind === 'json' && isObject(reply.value)) return { status: 'ok', ...answer, checker: reply.value }
  const reason = reply.kind === 'json' ? '应答格式不正确' : reasonOf(reply)
  return {
    status: 'degraded',
    ...answer,
    checker: null,
    error: unavailableText(checker, reason),
    code: 'checker_unavailable',
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
