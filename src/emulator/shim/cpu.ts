import { switchedLimits } from '../switches.ts'
import { scopeIfAny, type Scope } from './scope.ts'

/** CPU that the runtime's process has used so far, ms; whatever else it does besides counts too. */
async function usedMs({ kv, token }: Scope): Promise<number> {
  const response = await kv.fetch('http://kv/cpu', { method: 'GET', headers: { 'x-kv-token': token } })
  return Number(await response.text())
}

/** Has work of the platform's own not count as the request's. */
export async function apartFromCpu<T>(work: () => Promise<T>): Promise<T> {
  const scope = scopeIfAny()
  if (scope?.switches.has('cpu_limit_50ms') !== true) return work()
  const beforeMs = await usedMs(scope)
  const result = await work()
  scope.cryptoCpuMs += (await usedMs(scope)) - beforeMs
  return result
}

/** Answers by the work unless that used more CPU than the switch leaves it: then by `cut`. */
export async function withinCpu<T>(scope: Scope, work: () => Promise<T>, cut: () => T): Promise<T> {
  if (!scope.switches.has('cpu_limit_50ms')) return work()
  const beforeMs = await usedMs(scope)
  const result = await work()
  const ownMs = (await usedMs(scope)) - beforeMs - scope.cryptoCpuMs
  return ownMs > switchedLimits.cpuMs ? cut() : result
}
