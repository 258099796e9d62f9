import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in constant time, whatever the lengths; no key wanted (unset or empty) lets everybody in. */
export function apiKeyFits(given: string | null, wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === '') return true
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given ?? ''), digest(wanted))
}
