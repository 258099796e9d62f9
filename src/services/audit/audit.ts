import type { AuditKind } from '../../contract/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { minuteMs } from '../../domain/values/index.ts'
import { writeAudit, type AuditFact } from '../../store/audit/index.ts'
import { randomHex } from '../../store/context/index.ts'
import { hashText } from '../../store/kv/index.ts'

const tailChars = 4
/** Refused sign-ins of an account within this time are so many entries at most, so that guessing does not fill the log. */
const refusedMs = 10 * minuteMs
const refusedMax = 8

/** What an entry says beside its kind. */
export type Audited = {
  /** A name, an e-mail, names of settings, a code; never a secret. */
  readonly what?: string
  /** Key of the account that it concerns, where that is not who did it. */
  readonly whose?: string
  /** Who did it; the caller unless it is said. Nobody known: both empty. */
  readonly by?: { readonly userKey: string; readonly email: string }
}

/**
 * Notes who did what from where when, behind the answer: the caller of `ctx`, its client's address, its clock. An owner
 * finds it in the own log, administrators in that of the site, for 180 days. A failure is logged; it undoes nothing.
 */
export function audit(
  ctx: ServiceContext,
  kind: AuditKind,
  { what = '', whose = '', by }: Audited = {},
): void {
  const { userKey, email } = by ?? ctx.caller ?? { userKey: '', email: '' }
  const isRefused = kind === 'sign_in_refused'
  const nowMs = ctx.clock()
  const fact: AuditFact = {
    ms: isRefused ? nowMs - (nowMs % refusedMs) : nowMs,
    tail: isRefused
      ? (Number.parseInt(hashText(ctx.clientIp, tailChars), 16) % refusedMax)
          .toString()
          .padStart(tailChars, '0')
      : randomHex(ctx.random, tailChars / 2),
    kind,
    by: userKey,
    whose,
    email,
    ip: ctx.clientIp,
    what,
  }
  ctx.waitUntil(keep(ctx, fact))
}

async function keep(ctx: ServiceContext, fact: AuditFact): Promise<void> {
  try {
    await writeAudit(ctx, fact)
  } catch (error) {
    ctx.log('audit_failed', {
      kind: fact.kind,
      failure: error instanceof Error ? error.message : typeof error,
    })
  }
}
