import { isPlainPath, type ServerAddress } from '../../contract/check.ts'
import { connectionsOf, someRows } from '../../store/placement/index.ts'
import { chargeApiKey } from '../api-keys/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { chargeThrottle, type Throttled } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'

/** Whether whoever asks has shown the checker's own key: where one is set nobody else gets as far as here but with an API key. */
export function hasShownKey(ctx: ServiceContext): boolean {
  return (ctx.variables.EDGEONE_CHECK_API_KEY ?? '') !== '' && ctx.apiKey === undefined
}

/** Whether places are kept for whoever asks. */
export function isKnownCaller(ctx: ServiceContext): boolean {
  return hasShownKey(ctx) || ctx.apiKey !== undefined
}

/** Takes `count` checks off the quota of an API key, or off a stranger's budget of a minute. Throws rate_limited. */
export async function takeCheckBudget(ctx: ServiceContext, count: number): Promise<void> {
  if (hasShownKey(ctx) || count === 0) return
  if (ctx.apiKey !== undefined) return chargeApiKey(ctx, ctx.apiKey, count)
  const own: Throttled = [throttles.checkIp, ctx.clientIp]
  await chargeThrottle(
    ctx,
    Array.from({ length: count }, () => own),
  )
}

/**
 * Whether an address may be dialled for whoever asks. A stranger chooses neither query nor odd characters of a
 * WebSocket path, because that would be a request of his to somebody else's server; what a listed node has is fine.
 */
export async function mayDial(ctx: ServiceContext, address: ServerAddress): Promise<boolean> {
  if (isPlainPath(address.path) || hasShownKey(ctx)) return true
  const rows = await someRows(ctx)
  return rows.some((row) =>
    connectionsOf(row).some(
      ({ type, ip, port, path = '' }) =>
        type.toLowerCase() === address.scheme &&
        ip.toLowerCase() === address.host.toLowerCase() &&
        port === address.port &&
        (path === '' ? '/' : path) === address.path,
    ),
  )
}
