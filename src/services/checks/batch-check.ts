import {
  parseServer,
  readBatchEntry,
  type BatchEntry,
  type CheckInput,
  type CheckResult,
} from '../../contract/check.ts'
import type { ServiceContext } from '../context/context.ts'
import { serverFormText } from './check.ts'
import { offlineResult } from './results.ts'
import { runBatch } from './run-check.ts'

/** Several health checks side by side, results in input order. An entry that cannot be dialled is offline and spoils no other. */
export async function batchCheck(
  ctx: ServiceContext,
  input: { readonly nodes: readonly BatchEntry[] },
): Promise<{ results: CheckResult[] }> {
  const entries = input.nodes.map((entry) => judge(ctx, entry))
  const dialled = entries.flatMap((entry) => ('input' in entry ? [entry.input] : []))
  const answers = dialled.length === 0 ? [] : await runBatch(ctx, dialled)
  const results: CheckResult[] = []
  for (const entry of entries) {
    const next = 'input' in entry ? answers.shift() : entry.refusal
    if (next) results.push(next)
  }
  return { results }
}

type Judged = { readonly input: CheckInput } | { readonly refusal: CheckResult }

function judge(ctx: ServiceContext, entry: BatchEntry): Judged {
  const read = readBatchEntry(entry)
  if (!read.ok) return { refusal: offlineResult(ctx, read.code, read.text) }
  const parsed = parseServer(read.input.server)
  if (parsed.ok) return { input: read.input }
  const refusal =
    parsed.reason === 'unsupported_protocol'
      ? offlineResult(ctx, 'unsupported_protocol', '不支持的协议（仅支持 tcp、udp、ws、wss）')
      : offlineResult(ctx, 'invalid_address', serverFormText)
  return { refusal }
}
