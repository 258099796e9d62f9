import type { CheckInput, CheckResult } from '../../contract/check.ts'
import type { ServiceContext } from '../context/context.ts'
import { callChecker, reasonOf } from './call.ts'
import { readResult, unavailableResult } from './results.ts'
import { checkerOf } from './target.ts'

/** Has the checker dial one address. `isKnown`: for an owner or a holder of the key, for whom places are kept. Never throws for a checker's fault: that is an offline result `checker_unavailable`. */
export async function runCheck(
  ctx: ServiceContext,
  input: CheckInput,
  isKnown: boolean,
): Promise<CheckResult> {
  const checker = checkerOf(ctx)
  const reply = await callChecker(ctx, checker, '/check', input, isKnown)
  // Older checkers know GET only, which would put the secret into a URL.
  if (reply.kind === 'status' && (reply.status === 404 || reply.status === 405)) {
    const [result] = await runBatch(ctx, [input], isKnown)
    return result ?? unavailableResult(ctx, checker, '应答为空')
  }
  if (reply.kind !== 'json') return unavailableResult(ctx, checker, reasonOf(reply))
  return readResult(ctx, reply.value) ?? unavailableResult(ctx, checker, '应答格式不正确')
}

/** Has the checker dial several addresses at once; one result for each input, in order. */
export async function runBatch(
  ctx: ServiceContext,
  inputs: readonly CheckInput[],
  isKnown: boolean,
): Promise<CheckResult[]> {
  const checker = checkerOf(ctx)
  const failed = (reason: string): CheckResult => unavailableResult(ctx, checker, reason)
  const reply = await callChecker(ctx, checker, '/batch-check', { nodes: inputs }, isKnown)
  if (reply.kind !== 'json') return inputs.map(() => failed(reasonOf(reply)))
  const results = resultsOf(reply.value)
  if (results?.length !== inputs.length) return inputs.map(() => failed('应答格式不正确'))
  return results.map((value) => readResult(ctx, value) ?? failed('应答格式不正确'))
}

function resultsOf(value: unknown): readonly unknown[] | undefined {
  return typeof value === 'object' && value !== null && 'results' in value && Array.isArray(value.results)
    ? value.results
    : undefined
}
