import type { Found } from '../../contract/self-test.ts'
import type { FindingCode } from '../../contract/self-test-findings.ts'
import type { ServiceContext } from '../context/context.ts'

/** A finding with its figures; never a secret, because people paste it into issues. */
export function found(code: FindingCode, measured = ''): Found {
  return { code, measured }
}

/** Milliseconds that work takes by the site's clock, which on an edge moves only while something is waited for. */
export async function timed<Result>(
  ctx: Pick<ServiceContext, 'clock'>,
  work: () => Promise<Result>,
): Promise<{ readonly ms: number; readonly result: Result }> {
  const startMs = ctx.clock()
  const result = await work()
  return { result, ms: ctx.clock() - startMs }
}

/** What work answers, or undefined when it is refused: to be told as a finding. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}
