import { hashPassword, makeSalt } from '../../auth/passwords.ts'
import { ServiceError } from '../../contract/errors.ts'
import { passwordPolicy } from '../auth/policy.ts'
import { requireStrongPassword } from '../auth/strong-password.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { mayInitialize } from './may-initialize.ts'
import type { InitializeAnswer, InitializeInput } from './types.ts'
import { userKey } from '../../store/kv/index.ts'
import { beside, randomHex } from '../../store/context/index.ts'
import { putInitialized, readInitialized, saveSettings } from '../../store/system/index.ts'
import { nextFactMs, addUserFact, createUser, readUserFacts, setPassword } from '../../store/users/index.ts'

/**
 * Makes the super admin: the user first, the marker that names it last. Until the marker is there the call may be
 * repeated, with another address too; whatever was written before is then an ordinary account.
 * Throws what mayInitialize throws, and password_weak.
 */
export async function initialize(ctx: ServiceContext, input: InitializeInput): Promise<InitializeAnswer> {
  await mayInitialize(ctx, input)
  requireStrongPassword(input.password, input.email, 'password')
  // Of calls side by side one sets up. A fact would outlive a call that broke off, and keep others from repeating it.
  return beside(ctx, 'initialize', async (others) => {
    const isTaken = others > 0 || (await readInitialized(ctx)) !== undefined
    if (isTaken) throw new ServiceError('already_initialized')
    return setUp(ctx, input)
  })
}

async function setUp(
  ctx: ServiceContext,
  { email, password, listing }: InitializeInput,
): Promise<InitializeAnswer> {
  const user = userKey(email)
  const phc = await hashPassword(requireSecrets(ctx), passwordPolicy(ctx), password, makeSalt())
  const facts = await readUserFacts(ctx.kv, user)
  const write = facts.state === undefined ? createUser : setPassword
  await write(ctx, user, facts, { email, phc, passwordId: randomHex(ctx.random, 8) })
  // Later than the creation just written, which took its time from the same facts.
  const founderMs = nextFactMs(ctx.clock(), facts, 'c') + 1
  await addUserFact(ctx, user, 's', facts, founderMs)
  // Of two callers at once the later one should rather learn it than take the place of the first.
  const marker = await readInitialized(ctx)
  if (marker !== undefined && marker.user !== user) throw new ServiceError('already_initialized')
  if (marker === undefined) {
    if (listing !== undefined) await saveSettings(ctx, { listing })
    await putInitialized(ctx.kv, user, ctx.clock())
  }
  return { message: '系统初始化成功', admin_email: email }
}
