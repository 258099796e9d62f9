import { readDevice, signDevice } from '../../auth/devices.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { randomHex } from '../../store/context/index.ts'

const deviceLifeMs = 180 * 86_400_000

/** Id of the browser that asks, when it has signed in as this user before. */
export function knownDevice(ctx: ServiceContext, userKey: string): string | undefined {
  const device = readDevice(requireSecrets(ctx), ctx.devices?.cookieOf(userKey) ?? '', ctx.clock())
  return device?.userKey === userKey ? device.id : undefined
}

/** Marks the browser that asks as one of this user's: who guesses elsewhere cannot slow it down. */
export function rememberDevice(ctx: ServiceContext, userKey: string): void {
  const id = knownDevice(ctx, userKey) ?? randomHex(ctx.random, 8)
  const expMs = ctx.clock() + deviceLifeMs
  ctx.devices?.remember(userKey, signDevice(requireSecrets(ctx), { userKey, id, expMs }), deviceLifeMs)
}
