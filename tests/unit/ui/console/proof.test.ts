import { createChallenge, verifySolution } from 'altcha-lib/v1'
import { describe, expect, it } from 'vitest'
import { calls } from '../../../../src/ui/lib/api-calls.ts'
import { ApiProblem } from '../../../../src/ui/lib/api-problem.ts'
import type { Api, Call } from '../../../../src/ui/lib/api.ts'
import { proofPayload, solveProof, type Challenge } from '../../../../src/ui/lib/solve-proof.ts'
import { withProof } from '../../../../src/ui/lib/with-proof.ts'

const hmacKey = 'a-key-of-the-test'

async function challengeOf(number: number, maxnumber: number): Promise<Challenge> {
  const made = await createChallenge({ hmacKey, number, maxnumber, algorithm: 'SHA-256' })
  return { ...made, algorithm: 'SHA-256', maxnumber }
}

/** A clock on which each look takes a millisecond. */
function clockOf(endMs: number) {
  const kept = { nowMs: 0, rests: 0 }
  return {
    kept,
    until: {
      nowMs: () => (kept.nowMs += 1),
      endMs,
      rest: () => {
        kept.rests += 1
        return Promise.resolve()
      },
    },
  }
}

describe('solveProof', () => {
  it('finds what the server hid, rests between slices, and the payload convinces the library', async () => {
    const challenge = await challengeOf(3000, 4000)
    const { kept, until } = clockOf(1e9)
    const number = await solveProof(challenge, until)
    expect(number).toBe(3000)
    expect(kept.rests).toBeGreaterThan(1)
    expect(await verifySolution(proofPayload(challenge, 3000), hmacKey)).toBe(true)
    expect(await verifySolution(proofPayload(challenge, 2999), hmacKey)).toBe(false)
  })

  it('gives up behind the last number, and when the time is over', async () => {
    const challenge = await challengeOf(50, 100)
    expect(await solveProof({ ...challenge, maxnumber: 49 }, clockOf(1e9).until)).toBeUndefined()
    const late = await challengeOf(5000, 5000)
    expect(await solveProof(late, clockOf(20).until)).toBeUndefined()
  })
})

describe('withProof', () => {
  const email = 'a@example.com'
  const make = (altcha: string | undefined) =>
    calls.requestPasswordReset({ email, ...(altcha === undefined ? {} : { altcha }) })

  function api(answers: unknown[]): Api & { readonly bodies: unknown[] } {
    const bodies: unknown[] = []
    return {
      bodies,
      send: <T>(call: Call<T>) => {
        bodies.push(call.body)
        const answer = answers.shift()
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T)
      },
    }
  }
  const wanted = new ApiProblem('proof_required', '', { status: 400, details: { field: 'altcha' } })

  it('asks nobody to work who need not', async () => {
    const one = api([{ message: 'ok' }])
    await withProof(one, make, () => Promise.reject(new Error('nothing is to be solved')))
    expect(one.bodies).toEqual([{ email }])
  })

  it('solves what the server asks and sends it along', async () => {
    const challenge = await challengeOf(7, 10)
    const one = api([wanted, challenge, { message: 'ok' }])
    await withProof(one, make, () => Promise.resolve(7))
    expect(one.bodies[2]).toEqual({ email, altcha: proofPayload(challenge, 7) })
  })

  it('fails in words that stand above the button when the proof was of no use', async () => {
    const challenge = await challengeOf(7, 10)
    const invalid = new ApiProblem('proof_invalid', '工作量证明无效', { details: { field: 'altcha' } })
    const caught = await withProof(api([wanted, challenge, invalid]), make, () => Promise.resolve(7)).catch(
      (error: unknown) => error,
    )
    expect(caught).toMatchObject({ code: 'proof_invalid', field: undefined })
  })
})
