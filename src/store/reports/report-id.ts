import { hashText } from '../kv/keys.ts'

const randomMark = 'x'

/** Report id as in keys, 16 characters: a hash of the caller's own id, else random ones behind an `x`. */
export function reportIdOf(callersId: string | undefined, randomHex: () => string): string {
  return callersId === undefined ? randomMark + randomHex().slice(0, 15) : hashText(callersId, 16)
}

/** Hash of a boot id as in keys, 8 hex characters. */
export function bootHash(bootId: string): string {
  return hashText(bootId, 8)
}
