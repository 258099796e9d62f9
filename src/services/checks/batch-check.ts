import { serverFormText, parseServer, type CheckInput, type CheckResult } from '../../contract/check.ts'
import type { ServiceContext } from '../context/context.ts'
import { offlineResult } from './results.ts'
import { runBatch } from './run-check.ts'

/** Several health checks side by side, results in input order. An entry that cannot be dialled is offline and spoils no other. */
export async function batchCheck(
  ctx: ServiceContext,
  input: { readonly nodes: readonly CheckInput[] },
): Promise<{ results: CheckResult[] }> {
  const refused = input.nodes.map(({ server }) => refusal(ctx, server))
  const dialled = input.nodes.filter((_, index) => refused[index] === undefined)
  const answers = dialled.length === 0 ? [] : await runBatch(ctx, dialled)
  const results: CheckResult[] = []
  for (const result of refused) {
    const next = result ?? answers.shift()
    if (next) results.push(next)
  }
  return { results }
}

function refusal(ctx: ServiceContext, server: string): CheckResult | undefined {
  const parsed = parseServer(server)
  if (parsed.ok) return undefined
  return parsed.reason === 'unsupported_protocol'
    ? offlineResult(ctx, 'unsupported_protocol', '不支持的协议（仅支持 tcp、udp、ws、wss）')
    : offlineResult(ctx, 'invalid_address', serverFormText)
}
