import type * as v from 'valibot'
import { describeFinding, type Found, type LastSelfTest } from '../../contract/self-test.ts'
import { findings } from '../../contract/self-test-findings.ts'
import { passwordPolicy } from '../auth/policy.ts'
import type { ServiceContext } from '../context/context.ts'
import { isoTime } from '../../domain/values/index.ts'
import { readLastSelfTest, writeLastSelfTest } from '../../store/self-test/index.ts'

/** Keeps what a whole run found; one row each, the last word on it counts. One put. */
export async function keepRun(ctx: ServiceContext, all: readonly Found[]): Promise<void> {
  const rows = new Map(all.map((one) => [findings[one.code].row, one]))
  await writeLastSelfTest(ctx, { v: 1, ms: ctx.clock(), found: [...rows.values()], facts: factsOf(ctx) })
}

/** What is known without trying: the platform's own facts, and which hash passwords get. */
export function factsOf(ctx: ServiceContext): Readonly<Record<string, string>> {
  return { ...ctx.platform?.facts, password_hash: passwordPolicy(ctx).scheme }
}

/** The newest whole run, in words; undefined before the first. A finding that this version does not know is left out. */
export async function lastRun(
  ctx: Pick<ServiceContext, 'kv'>,
): Promise<v.InferOutput<typeof LastSelfTest> | undefined> {
  const record = await readLastSelfTest(ctx)
  if (record === undefined) return undefined
  const known = record.found.filter(({ code }) => Object.hasOwn(findings, code))
  return { at: isoTime(record.ms), rows: known.map(describeFinding), facts: { ...record.facts } }
}
