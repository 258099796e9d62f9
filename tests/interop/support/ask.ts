import type { CheckResult } from '../../../src/contract/check.ts'
import { probe, systemWorld, type ProbeWorld } from '../../../src/probe/probe.ts'
import { toCheckResult } from '../../../src/probe/result.ts'
import { parseTarget } from '../../../src/probe/target.ts'

/** Probes a real node, without queue or memory. */
export async function ask(
  server: string,
  network: { readonly name?: string; readonly secret?: string } = {},
  world: Partial<ProbeWorld> = {},
): Promise<CheckResult> {
  const parsed = parseTarget(server)
  if (parsed.kind === 'refused') throw new Error(parsed.code)
  const { name = 'net', secret = 'secret' } = network
  const report = await probe(parsed.target, { name, secret }, { ...systemWorld, reach: 'any', ...world })
  return toCheckResult(report)
}
