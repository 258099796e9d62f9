import type { Channel } from './channel.ts'
import { isSwitched } from './scope.ts'

/** Globals that are there or not as the switches of each request say. */
export function installSwitchedGlobals(kv: unknown): void {
  define('easytier_kv', () => (isSwitched('kv_on_env') || isSwitched('kv_unbound') ? undefined : kv))
  define('__kvOfEnv', () => (isSwitched('kv_on_env') ? kv : undefined))
  const { TransformStream, btoa } = globalThis
  define('btoa', () => (isSwitched('no_btoa') ? undefined : btoa))
  define('TransformStream', () => (isSwitched('no_transform_stream') ? undefined : TransformStream))
}

function define(name: string, get: () => unknown): void {
  Object.defineProperty(globalThis, name, { get, configurable: true })
}

/** What `request.eo` says. */
export function seenInfo({ switches, clientIp }: Channel, headers: Headers): EdgeOneInfo {
  if (switches.includes('client_ip_absent')) return { geo: {} }
  const forged = switches.includes('client_ip_forgeable') ? headers.get('x-forwarded-for') : null
  return { clientIp: forged ?? clientIp, geo: {} }
}
