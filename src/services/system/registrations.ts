import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import { eachRegistration } from '../auth/each-registration.ts'
import type { MessageAnswer } from '../auth/types.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { userKey } from '../../store/kv/index.ts'
import {
  createUser,
  deletePending,
  listAllPending,
  listPending,
  readUserFacts,
} from '../../store/users/index.ts'
import type { ConfirmRegistrationInput, RegistrationsAnswer } from './types.ts'

/** Tokens that are looked at; a registration may have several. */
const siteMax = 200
const addressMax = 24

/** Registrations whose address nobody has confirmed, newest first. Throws ServiceError admin_required. */
export async function listRegistrations(ctx: ServiceContext): Promise<RegistrationsAnswer> {
  requireAdmin(ctx)
  const waiting = eachRegistration(await listAllPending(ctx.kv, ctx.clock(), siteMax))
  return {
    registrations: waiting.map(({ passwordId, email, registeredMs, expMs }) => ({
      id: passwordId,
      email,
      registered_at: new Date(registeredMs).toISOString(),
      expires_at: new Date(expMs).toISOString(),
    })),
  }
}

/**
 * Makes the account of a registration without its mail, for sites that can send none and for mailboxes that get none, and
 * drops the other registrations of its address. Throws ServiceError admin_required, registration_not_found.
 */
export async function confirmRegistration(
  ctx: ServiceContext,
  { email, id }: ConfirmRegistrationInput,
): Promise<MessageAnswer> {
  requireAdmin(ctx)
  const user = userKey(email)
  const [facts, waiting] = await Promise.all([
    readUserFacts(ctx.kv, user),
    listPending(ctx.kv, user, ctx.clock(), addressMax),
  ])
  const pending = waiting.find(({ passwordId }) => passwordId === id)
  if (pending === undefined || facts.state !== undefined) throw new ServiceError('registration_not_found')
  const { phc, passwordId } = pending
  await createUser(ctx, user, facts, { email: pending.email, phc, passwordId })
  await deletePending(ctx.kv, user)
  audit(ctx, 'user_changed', { whose: user, what: `${pending.email} confirmed by hand` })
  return { message: '邮箱验证成功' }
}
