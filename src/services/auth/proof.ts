import * as v from 'valibot'
import { isSolved, makeChallenge } from '../../auth/proof-of-work.ts'
import { AltchaSolution } from '../../contract/auth.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import type { ChallengeAnswer } from './types.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { throttles } from '../../store/throttle/index.ts'

/** A challenge for a registration or a reset. Writes nothing. Throws ServiceError jwt_secret_unset. */
export function challenge(ctx: ServiceContext): Promise<ChallengeAnswer> {
  return makeChallenge(requireSecrets(ctx), ctx.clock())
}

/**
 * Asks a proof of work of an IP that has registered or asked for a reset twice within a day. Each solution counts once.
 * Throws ServiceError proof_required, proof_invalid.
 */
export async function requireWork(ctx: ServiceContext, altcha: string | undefined): Promise<void> {
  if (altcha === undefined || altcha === '') {
    await charge(ctx, throttles.withoutProof, ipSubject(ctx.clientIp), 'proof_required')
    return
  }
  const solution = parseSolution(altcha)
  if (solution === undefined || !(await isSolved(requireSecrets(ctx), solution, ctx.clock()))) {
    throw new ServiceError('proof_invalid', { field: 'altcha' })
  }
  await charge(ctx, throttles.proof, solution.challenge, 'proof_invalid')
}

async function charge(
  ctx: ServiceContext,
  rule: (typeof throttles)['proof' | 'withoutProof'],
  subject: string,
  code: 'proof_required' | 'proof_invalid',
): Promise<void> {
  try {
    await chargeThrottle(ctx, [[rule, subject]])
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'rate_limited') {
      throw new ServiceError(code, { field: 'altcha' })
    }
    throw error
  }
}

function parseSolution(altcha: string): v.InferOutput<typeof AltchaSolution> | undefined {
  try {
    const result = v.safeParse(AltchaSolution, JSON.parse(atob(altcha)))
    return result.success ? result.output : undefined
  } catch {
    // Neither base64 nor JSON: no solution.
    return undefined
  }
}
