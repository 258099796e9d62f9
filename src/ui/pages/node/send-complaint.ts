import type { ComplaintReason } from '../../../contract/vocabulary.ts'
import { minuteMs } from '../../../contract/time.ts'
import { deadline } from '../../lib/deadline.ts'
import { proofPayload, solveProof, type Challenge } from '../../lib/solve-proof.ts'

export type Outcome = 'sent' | 'often' | 'failed'

type Complaint = { readonly reason: ComplaintReason; readonly text: string }

const deadlineMs = 20_000

/** Tells the administrators about a node, with a proof of work where the server asks for one. */
export async function sendComplaint(id: number, complaint: Complaint): Promise<Outcome> {
  try {
    const first = await post(id, complaint)
    if (first !== 'proof_required') return first
    const answer = await fetch('/api/auth/challenge', { signal: deadline(deadlineMs).signal })
    const challenge = (await answer.json()) as Challenge
    const nowMs = (): number => performance.now()
    const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
    const number = await solveProof(challenge, { nowMs, endMs: nowMs() + minuteMs, rest })
    if (number === undefined) return 'failed'
    const second = await post(id, { ...complaint, altcha: proofPayload(challenge, number) })
    return second === 'proof_required' ? 'failed' : second
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError)
      return 'failed'
    throw error
  }
}

async function post(
  id: number,
  body: Complaint & { readonly altcha?: string },
): Promise<Outcome | 'proof_required'> {
  const response = await fetch(`/api/public/${id}/complaint`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: deadline(deadlineMs).signal,
  })
  if (response.ok) return 'sent'
  if (response.status === 429) return 'often'
  const { code } = (await response.json()) as { code?: string }
  return code === 'proof_required' ? code : 'failed'
}
