import { ServiceError } from '../../contract/errors.ts'
import {
  describeFinding,
  type Found,
  type SelfTestAnswer,
  type SelfTestInput,
  type SelfTestStep,
} from '../../contract/self-test.ts'
import type { ServiceContext } from '../context/context.ts'
import { checkerStep, holdStep } from './checker-step.ts'
import { echoStep } from './echo.ts'
import { factsOf, keepRun } from './last-run.ts'
import { largeStep, listCleanStep, listReadStep, listWriteStep } from './list-steps.ts'
import { forgetTrials, lookStep } from './look-step.ts'
import { mailStep } from './mail-step.ts'
import { found } from './finding.ts'
import { addressStep, backupStep, loopStep, passwordStep, runtimeStep } from './runtime-steps.ts'
import { storageStep } from './storage-step.ts'
import { isOpenRun, newRun } from '../../store/self-test/index.ts'

type Step = (ctx: ServiceContext, run: string, input: SelfTestInput) => Promise<readonly Found[]>

const steps = {
  storage: storageStep,
  list_write: (ctx, run, { part }) => listWriteStep(ctx, run, part ?? 0),
  list_read: listReadStep,
  list_clean: (ctx, run, { part }) => listCleanStep(ctx, run, part ?? 0),
  large: largeStep,
  runtime: (ctx, _run, { origin }) => runtimeStep(ctx, origin),
  address: async (ctx) => addressStep(ctx),
  body: async (_ctx, _run, { padding = '' }) => [found('body_taken', `${padding.length} bytes`)],
  backup: backupStep,
  loop: async () => loopStep(),
  password: passwordStep,
  checker: checkerStep,
  hold: holdStep,
  echo: async (ctx) => echoStep(ctx),
  mail: mailStep,
  look: (ctx, run, { since_s: sinceS }) => lookStep(ctx, run, sinceS ?? 0),
  end: async (ctx, run, { found: all }) => {
    await forgetTrials(ctx, run)
    // Before the system is initialised nobody could read it.
    if (ctx.caller !== undefined) await keepRun(ctx, all ?? [])
    return []
  },
} as const satisfies Record<SelfTestStep, Step>

/**
 * One step of a self-test, within 64 calls of the store or the network. The first makes a run, the others name it.
 * Throws ServiceError invalid_field for a run that is none or is over, storage_unbound, rate_limited.
 */
export async function selfTest(ctx: ServiceContext, input: SelfTestInput): Promise<SelfTestAnswer> {
  const run = input.run ?? newRun(ctx)
  if (!isOpenRun(ctx, run))
    throw new ServiceError('invalid_field', { field: 'run' }, 'run 已过期，请重新开始')
  const all = await steps[input.step](ctx, run, input)
  return {
    step: input.step,
    run,
    now_ms: ctx.clock(),
    rows: all.map(describeFinding),
    facts: factsOf(ctx),
  }
}
