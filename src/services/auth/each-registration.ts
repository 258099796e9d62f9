import type { PendingRecord } from '../../store/users/index.ts'

/**
 * Registrations that wait, each once, the newest first. One that was mailed again has several tokens and is told by its
 * password's id; the token that lasts longest stands for it.
 */
export function eachRegistration(waiting: readonly PendingRecord[]): readonly PendingRecord[] {
  const distinct = new Map<string, PendingRecord>()
  for (const record of waiting) {
    const known = distinct.get(record.passwordId)
    if (known === undefined || known.expMs < record.expMs) distinct.set(record.passwordId, record)
  }
  return [...distinct.values()].sort((one, other) => other.registeredMs - one.registeredMs)
}
