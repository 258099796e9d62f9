import type { Found } from '../../contract/self-test.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { resolveMail } from '../mail/send.ts'
import { testEmail } from '../system/test-email.ts'
import { found } from './finding.ts'

/** A test mail to whoever asks; nobody has an address before the system is initialised. Throws rate_limited. */
export async function mailStep(ctx: ServiceContext): Promise<readonly Found[]> {
  const { source } = await resolveMail(ctx)
  if (source === 'none') return [found('mail_unset')]
  if (ctx.caller === undefined) return []
  try {
    await testEmail(ctx, {})
  } catch (error) {
    // The provider's own words may name people and keys: they stand in the settings, for admins.
    if (error instanceof ServiceError && error.code === 'mail_failed') return [found('mail_refused', source)]
    throw error
  }
  return [found('mail_sent', source)]
}
