import {
  parseServer,
  plainPathText,
  readBatchEntry,
  serverFormText,
  type BatchEntry,
  type CheckInput,
  type CheckResult,
} from '../../contract/check.ts'
import type { ServiceContext } from '../context/context.ts'
import { isKnownCaller, mayDial, takeCheckBudget } from './caller.ts'
import { offlineResult } from './results.ts'
import { runBatch } from './run-check.ts'

/**
 * Several health checks side by side, results in input order. An entry that cannot be dialled is offline and spoils no other.
 * Throws rate_limited for a stranger after 30 checks a minute.
 */
export async function batchCheck(
  ctx: ServiceContext,
  input: { readonly nodes: readonly BatchEntry[] },
): Promise<{ results: CheckResult[] }> {
  await takeCheckBudget(ctx, input.nodes.length)
  const entries = await Promise.all(input.nodes.map((entry) => judge(ctx, entry)))
  const dialled = entries.flatMap((entry) => ('input' in entry ? [entry.input] : []))
  const answers = dialled.length === 0 ? [] : await runBatch(ctx, dialled, isKnownCaller(ctx))
  const results: CheckResult[] = []
  for (const entry of entries) {
    const next = 'input' in entry ? answers.shift() : entry.refusal
    if (next) results.push(next)
  }
  return { results }
}

type Judged = { readonly input: CheckInput } | { readonly refusal: CheckResult }

async function judge(ctx: ServiceContext, entry: BatchEntry): Promise<Judged> {
  const read = readBatchEntry(entry)
  if (!read.ok) return { refusal: offlineResult(ctx, read.code, read.text) }
  const parsed = parseServer(read.input.server)
  if (parsed.ok) {
    const isFree = await mayDial(ctx, parsed.address)
    return isFree
      ? { input: read.input }
      : { refusal: offlineResult(ctx, 'address_forbidden', plainPathText) }
  }
  const refusal =
    parsed.reason === 'unsupported_protocol'
      ? offlineResult(ctx, 'unsupported_protocol', '不支持的协议（仅支持 tcp、udp、ws、wss）')
      : offlineResult(ctx, 'invalid_address', serverFormText)
  return { refusal }
}
