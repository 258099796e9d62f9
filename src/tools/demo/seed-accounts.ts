import { createUser, readUserFacts } from '../../store/users/index.ts'
import { userKey } from '../../store/kv/index.ts'
import { sampleAccounts, type SampleAccount } from './sample-accounts.ts'
import type { SeedWorld } from './seed-context.ts'
import { authenticate, login, register, verify } from '../../services/auth/index.ts'
import type { Caller } from '../../services/context/index.ts'
import { initialize, updateSettings, updateUser } from '../../services/system/index.ts'

/** Shown on every page of the demo. */
export const sampleNotice = '示例数据 · Sample data'

async function callerOf(world: SeedWorld, atMs: number, account: SampleAccount): Promise<Caller> {
  const { email, password } = account
  const { token } = await world.at(atMs, undefined, (ctx) => login(ctx, { email, password }))
  return world.at(atMs, undefined, (ctx) => authenticate(ctx, token))
}

/** Initialises the system and makes the sample accounts, as their users would; answers each as a caller, by e-mail. */
export async function seedAccounts(
  world: SeedWorld,
  secret: string,
  atMs: number,
  nodesPerUser: number,
): Promise<ReadonlyMap<string, Caller>> {
  const { admin, north, former } = sampleAccounts
  await world.at(atMs, undefined, (ctx) => initialize(ctx, { jwt_secret: secret, ...admin }))
  const callers = new Map([[admin.email as string, await callerOf(world, atMs, admin)]])
  for (const account of Object.values(sampleAccounts)) {
    if (account === admin) continue
    const { email, password } = account
    const { verification_token: token } = await world.at(atMs, undefined, (ctx) =>
      // Each from a network of their own, as the accounts of a site are.
      register({ ...ctx, clientIp: email }, { email, password }),
    )
    await world.at(atMs, undefined, (ctx) => verify(ctx, { token }))
    callers.set(email, await callerOf(world, atMs, account))
  }
  const superAdmin = callers.get(admin.email)
  await world.at(atMs, superAdmin, (ctx) =>
    updateSettings(ctx, { notice: sampleNotice, nodes_per_user: nodesPerUser }),
  )
  await world.at(atMs, superAdmin, (ctx) => updateUser(ctx, { email: north.email, is_admin: 1 }))
  await world.at(atMs, superAdmin, (ctx) => updateUser(ctx, { email: former.email, is_enabled: 0 }))
  return callers
}

/** Makes so many accounts that have no password which fits; a second of work each is saved by it. */
export async function seedUsers(world: SeedWorld, atMs: number, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const email = `user-${String(number).padStart(3, '0')}@example.net`
    const user = userKey(email)
    await world.at(atMs, undefined, async (ctx) =>
      createUser(ctx, user, await readUserFacts(ctx.kv, user), {
        email,
        phc: '$none$',
        passwordId: '0'.repeat(8),
      }),
    )
  }
}
