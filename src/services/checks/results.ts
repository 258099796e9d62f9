import * as v from 'valibot'
import { CheckResult } from '../../contract/check.ts'
import type { ServiceContext } from '../context/context.ts'
import type { Checker } from './target.ts'

/** The contract's offline answer. `code` says why in a word, `error` in a sentence. */
export function offlineResult(ctx: ServiceContext, code: string, error: string): CheckResult {
  return {
    is_online: false,
    connection_count: 0,
    latency_ms: -1,
    check_time: new Date(ctx.clock()).toISOString(),
    error,
    code,
  }
}

/** Says that the checker, not the node, failed, and what an operator can do about it. */
export function unavailableResult(ctx: ServiceContext, checker: Checker, reason: string): CheckResult {
  return offlineResult(ctx, 'checker_unavailable', unavailableText(checker, reason))
}

/** Chinese text of the same. */
export function unavailableText(checker: Checker, reason: string): string {
  const text = `检测服务不可用（不代表节点离线）：${reason}`
  if (checker.mode === 'remote') return text
  return `${text}。若边缘函数访问不到本站的 /probe，请设置环境变量 EDGEONE_CHECK_API 指向检测服务的地址`
}

const RemoteResult = v.looseObject({
  is_online: v.boolean(),
  connection_count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  latency_ms: v.optional(v.pipe(v.number(), v.finite(), v.minValue(-1)), -1),
  check_time: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(40),
      v.check((time) => !Number.isNaN(Date.parse(time))),
    ),
  ),
})

/**
 * What another server calls a result, as the contract's: known fields taken, missing ones and nulls neutral, the time in
 * UTC; undefined when it is none.
 */
export function readResult(ctx: ServiceContext, value: unknown): CheckResult | undefined {
  const neutral = v.safeParse(RemoteResult, withoutNulls(value))
  if (!neutral.success) return undefined
  const check_time = new Date(neutral.output.check_time ?? ctx.clock()).toISOString()
  const result = v.safeParse(CheckResult, { ...neutral.output, check_time })
  return result.success ? bounded(result.output) : undefined
}

/** Of the result itself alone: a stranger's JSON may be nested deeper than a walk over it could go. */
function withoutNulls(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([name, field]) => field !== null || name === 'mode'))
    : value
}

/** A stranger's words are passed on, but not at any length. */
function bounded(result: CheckResult): CheckResult {
  const { error, code, warnings } = result
  if (error !== undefined) result.error = error.slice(0, 300)
  if (code !== undefined) result.code = code.slice(0, 64)
  if (warnings !== undefined) result.warnings = warnings.slice(0, 10).map((text) => text.slice(0, 300))
  return result
}
