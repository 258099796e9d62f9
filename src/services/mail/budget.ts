import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteMailRule, throttles } from '../../store/throttle/index.ts'
import { chargeThrottle, type Charge } from '../throttle/throttle.ts'

/** Why a mail goes out. */
export type MailPurpose = 'verification' | 'reset' | 'test' | 'notice'

/** Registrations leave a fifth of the day's mails to those who have an account. */
const shares = { verification: 0.8, reset: 1, test: 1, notice: 1 } as const satisfies Record<
  MailPurpose,
  number
>

/**
 * Counts a mail against the site's budget of 24 hours; of the same kind to the same box only one in ten minutes, apart
 * from an admin's tests and notices.
 */
export async function chargeMail(
  ctx: ServiceContext,
  purpose: MailPurpose,
  to: string,
  perDay: number,
): Promise<Pick<Charge, 'refund'> | 'again' | 'spent'> {
  const isRepeatable = purpose === 'test' || purpose === 'notice'
  const again = isRepeatable
    ? free
    : await attempt(chargeThrottle(ctx, [[throttles.mailAgain, `${purpose} ${to}`]]))
  if (again === undefined) return 'again'
  const max = Math.floor(perDay * shares[purpose])
  const site = max < 1 ? undefined : await attempt(chargeThrottle(ctx, [[siteMailRule(max), 'site']]))
  if (site === undefined) {
    again.refund()
    return 'spent'
  }
  return {
    refund: () => {
      again.refund()
      site.refund()
    },
  }
}

const free: Pick<Charge, 'refund'> = { refund: () => undefined }

async function attempt(charge: Promise<Charge>): Promise<Charge | undefined> {
  try {
    return await charge
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'rate_limited') return undefined
    throw error
  }
}
