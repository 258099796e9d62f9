import type { ServiceContext } from '../context/context.ts'
import type { Kind } from './kinds/kind.ts'
import type { Credential, Message } from './message.ts'
import { NoAnswer, post } from './post.ts'
import { soonS, type Verdict } from './verdict.ts'

const secretCharsMin = 6
const hidden = '****'

/** Sends a message once and says what became of it; the reason holds nothing of the credential. Takes 10 s at most. */
export async function attempt(
  ctx: Pick<ServiceContext, 'publicFetch' | 'deadline' | 'clock'>,
  kind: Kind,
  credential: Credential,
  message: Message,
): Promise<Verdict> {
  try {
    const answer = await post(ctx, kind.request(message, { credential, nowMs: ctx.clock() }))
    const verdict = kind.verdict(answer)
    return verdict.kind === 'sent' ? verdict : { ...verdict, reason: redact(verdict.reason, credential) }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (error.isForbidden) return { kind: 'failed', reason: error.message }
    // It may have arrived; that it comes twice is better than never.
    return { kind: 'retry', afterS: soonS, reason: error.message }
  }
}

/** What a service repeats of what it was sent is hidden: values, and the parts of addresses. */
function redact(reason: string, credential: Credential): string {
  const parts = Object.values(credential).flatMap((value) => [value, ...value.split(/[/?&=:@]+/)])
  return parts
    .filter((part) => part.length >= secretCharsMin && !/^https?$/.test(part))
    .sort((a, b) => b.length - a.length)
    .reduce((text, part) => text.replaceAll(part, hidden), reason)
}

/** The last four characters by which an owner knows a credential again; '' for what is too short to tell a part of it. */
export function lastFour(kind: Kind, credential: Credential): string {
  const name = kind.shown.find((field) => credential[field] !== undefined)
  const value = name === undefined ? '' : (credential[name] ?? '')
  return value.length < 2 * secretCharsMin ? '' : value.slice(-4)
}
