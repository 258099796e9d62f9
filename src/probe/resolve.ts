import { lookup } from 'node:dns/promises'
import { isWithin, type Reach } from './address-policy.ts'
import type { Clock } from './clock.ts'
import { limits } from './limits.ts'
import type { Target } from './target.ts'

export type Address = { readonly address: string; readonly family: 4 | 6 }

/** Name to addresses, in the resolver's order. May throw; is asked at most once a probe. */
export type Resolver = (name: string) => Promise<readonly Address[]>

export type Resolution =
  | { readonly kind: 'addresses'; readonly addresses: readonly Address[] }
  | { readonly kind: 'failed'; readonly code: 'dns_error' | 'address_forbidden' }
  | { readonly kind: 'aborted' }

/** The system's resolver; the order of its answers is kept. */
export const systemResolver: Resolver = async (name) => {
  const answers = await lookup(name, { all: true, verbatim: true })
  return answers.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/**
 * The addresses that a probe may dial. A single forbidden one among the answers
 * condemns the name: a name that points inwards is not a public node, whatever else it points to.
 */
export async function resolveTarget(
  target: Target,
  options: {
    readonly resolver: Resolver
    readonly reach: Reach
    readonly clock: Clock
    readonly signal: AbortSignal
  },
): Promise<Resolution> {
  const { signal, clock } = options
  if (signal.aborted) return { kind: 'aborted' }
  let answers: readonly Address[]
  if (target.hostIsAddress) {
    answers = [{ address: target.host, family: target.host.includes(':') ? 6 : 4 }]
  } else {
    const waited = await beforeDeadline(options.resolver(target.host), clock, signal)
    if (waited === 'aborted') return { kind: 'aborted' }
    if (waited === 'late' || waited.length === 0) return { kind: 'failed', code: 'dns_error' }
    answers = waited
  }
  if (!answers.every(({ address }) => isWithin(options.reach, address))) {
    return { kind: 'failed', code: 'address_forbidden' }
  }
  return { kind: 'addresses', addresses: interleave(answers).slice(0, limits.addressesMax) }
}

/** A look-up cannot be called off, so nobody waits for it any longer; its late answer is dropped. */
function beforeDeadline(
  pending: Promise<readonly Address[]>,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Address[] | 'late' | 'aborted'> {
  return new Promise((resolve) => {
    const finish = (outcome: readonly Address[] | 'late' | 'aborted'): void => {
      cancel()
      signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    const onAbort = (): void => {
      finish('aborted')
    }
    const cancel = clock.after(limits.connectMs, () => {
      finish('late')
    })
    signal.addEventListener('abort', onAbort, { once: true })
    pending.then(finish, () => {
      finish('late')
    })
  })
}

/** First family first, then by turns (RFC 8305, section 4). */
function interleave(answers: readonly Address[]): readonly Address[] {
  const first = answers.filter(({ family }) => family === answers[0]?.family)
  const second = answers.filter(({ family }) => family !== answers[0]?.family)
  const mixed: Address[] = []
  for (let i = 0; i < Math.max(first.length, second.length); i += 1) {
    const one = first[i]
    const other = second[i]
    if (one !== undefined) mixed.push(one)
    if (other !== undefined) mixed.push(other)
  }
  return mixed
}
