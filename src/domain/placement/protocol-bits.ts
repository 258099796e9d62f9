import { isWanted, protocols } from '../../contract/vocabulary.ts'

/** Bit set of protocol names. */
export function protocolBits(names: readonly string[]): number {
  let bits = 0
  for (const name of names) bits |= 1 << protocols.findIndex((known) => known === name)
  return bits
}

/** Bit set of the protocols that a question wants. */
export function wantedBits(asked: readonly string[]): number {
  return protocolBits(protocols.filter((protocol) => isWanted(protocol, asked)))
}
