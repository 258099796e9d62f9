import { createHash, randomBytes } from 'node:crypto'
import type { Target } from './target.ts'

/** Ids of probes, known by their range so that they leave each other out of counts (protocol, section 2.2). */
export const peerIdBase = 0xffe70000

/** Tells the probers of different processes apart; made anew by each. */
const proberId = randomBytes(16)

/**
 * The same id for the same node and network as long as this process lives: each new id would leave a
 * placeholder in the node's maps for up to an hour.
 */
export function stablePeerId(target: Target, networkName: string): number {
  const digest = createHash('sha256')
    .update(proberId)
    .update(`${target.scheme}://${target.node}${target.path}\n${networkName}`)
    .digest()
  return peerIdBase + digest.readUInt16BE(0)
}

/** For Noise, where a node pins an id to a key for 60 s, and after a conflict. */
export function randomPeerId(): number {
  return peerIdBase + randomBytes(2).readUInt16BE(0)
}

/** Random, never zero. */
export function randomSessionId(): bigint {
  return randomBytes(8).readBigUInt64BE(0) | 1n
}
