import { hashPassword, makeSalt, wrapDigest, type PasswordPolicy } from '../../auth/passwords.ts'
import type { Secrets } from '../../auth/secrets.ts'
import { hashText } from '../../store/kv/keys.ts'
import { randomHex } from '../../store/context/index.ts'
import { addUserFact, createUser, readUserFacts, setUserEnabled } from '../../store/users/index.ts'
import type { SeedWorld } from '../demo/seed-context.ts'
import type { OldUser } from './old-users.ts'

/** How passwords are stored here. */
export type Hashing = { readonly secrets: Secrets; readonly policy: PasswordPolicy }

/** Makes a user as one that was created then: the password wrapped, disabled and an admin where it was. */
export async function makeUser(world: SeedWorld, user: OldUser, { secrets, policy }: Hashing): Promise<void> {
  const { key, email, digest, createdMs } = user
  await world.at(createdMs, undefined, async (ctx) => {
    const phc =
      digest === undefined
        ? // Nobody knows it: a link by mail sets another.
          await hashPassword(
            secrets,
            policy,
            randomHex((length) => makeSalt().slice(0, length), 16),
            makeSalt(),
          )
        : await wrapDigest(secrets, policy, digest, makeSalt())
    const passwordId = hashText(`moved ${email}`, 16)
    await createUser(ctx, key, await readUserFacts(ctx.kv, key), { email, phc, passwordId })
  })
  if (!user.isEnabled) {
    await world.at(createdMs + 1, undefined, async (ctx) =>
      setUserEnabled(ctx, key, await readUserFacts(ctx.kv, key), false),
    )
  }
  if (user.isAdmin) {
    await world.at(createdMs + 2, undefined, async (ctx) =>
      addUserFact(ctx, key, 'a', await readUserFacts(ctx.kv, key), createdMs + 2),
    )
  }
}
