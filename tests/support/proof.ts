import { solveChallenge } from 'altcha-lib/v1'
import { challenge } from '../../src/services/auth/proof.ts'
import type { ServiceContext } from '../../src/services/context/context.ts'

/** Solves a challenge of the site as its page does; the payload of `altcha`. */
export async function solve(ctx: ServiceContext): Promise<string> {
  const { maxnumber, ...given } = await challenge(ctx)
  const solution = await solveChallenge(given.challenge, given.salt, given.algorithm, maxnumber).promise
  if (solution === null) throw new Error('no solution')
  return btoa(JSON.stringify({ ...given, number: solution.number }))
}
