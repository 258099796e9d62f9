import { hashToken } from '../../auth/secrets.ts'
import type { ServiceContext } from '../context/context.ts'
import { randomHex } from '../../store/context/index.ts'
import { linkLifeMs, putPending, type PendingRecord } from '../../store/users/index.ts'

/** Random tokens of mail links: 256 bits as hex. */
export function makeLinkToken(ctx: ServiceContext): string {
  return randomHex(ctx.random, 32)
}

/** Stores a pending registration under a new token of 24 hours and answers the token. */
export async function putRegistration(
  ctx: ServiceContext,
  registration: Omit<PendingRecord, 'v' | 'expMs'>,
): Promise<string> {
  const token = makeLinkToken(ctx)
  await putPending(ctx.kv, hashToken(token), {
    v: 1,
    ...registration,
    expMs: ctx.clock() + linkLifeMs,
  })
  return token
}
