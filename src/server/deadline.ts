import { setMaxListeners } from 'node:events'
import type { Deadline } from '../services/context/index.ts'

/** A batch of checks waits for one signal, each of them at two places; beyond this Node takes it for a leak. */
const listenersMax = 64

/** A signal that aborts after so many milliseconds. */
export function deadline(timeoutMs: number): Deadline {
  const controller = new AbortController()
  setMaxListeners(listenersMax, controller.signal)
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  return { signal: controller.signal, cancel: () => clearTimeout(timer) }
}
