import type { Deadline } from '../services/context/index.ts'

/** A signal that aborts after so many milliseconds. */
export function deadline(timeoutMs: number): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  return { signal: controller.signal, cancel: () => clearTimeout(timer) }
}
