import { hashText } from '../kv/keys.ts'

const randomMark = 'x'

/** Report id as in keys, 16 characters: a hash of the caller's own id, else random ones behind an `x`. */
export function reportIdOf(callersId: string | undefined, randomHex: () => string): string {
  return callersId === undefined ? randomMark + randomHex().slice(0, 15) : hashText(callersId, 16)
}

/** Name of a cumulative counter as in keys: 8 hex characters of its boot, and 6 of its installation where that is told. */
export function counterName(bootId: string, installId: string | undefined): string {
  return hashText(bootId, 8) + (installId === undefined ? '' : hashText(installId, 6))
}
