import { minuteMs } from '../../contract/time.ts'
import { calls } from './api-calls.ts'
import { ApiProblem } from './api-problem.ts'
import type { Api, Call } from './api.ts'
import { proofPayload, solveProof, type Challenge } from './solve-proof.ts'

const solveMsMax = minuteMs

/**
 * Makes a call that the API may want a proof of work for: without one first, then with one when it asks.
 * Throws ApiProblem; one about the proof names no field, for no reader can mend it.
 */
export async function withProof<T>(
  api: Api,
  make: (altcha: string | undefined) => Call<T>,
  solve: (challenge: Challenge) => Promise<number | undefined> = solveHere,
): Promise<T> {
  try {
    return await api.send(make(undefined))
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'proof_required') throw error
  }
  const challenge = await api.send(calls.challenge())
  const number = await solve(challenge)
  if (number === undefined) throw new ApiProblem('proof_invalid', '')
  try {
    return await api.send(make(proofPayload(challenge, number)))
  } catch (error) {
    if (error instanceof ApiProblem && error.field === 'altcha')
      throw new ApiProblem(error.code, error.message, { status: error.status })
    throw error
  }
}

/** Solves in the page, within a minute. */
function solveHere(challenge: Challenge): Promise<number | undefined> {
  const nowMs = (): number => performance.now()
  const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
  return solveProof(challenge, { nowMs, endMs: nowMs() + solveMsMax, rest })
}
