import { equalBytes } from './bytes.ts'
import { networkDigest } from './digest.ts'
import { encodeFrame, PacketType, type Frame } from './frame.ts'
import type { Limits } from './limits.ts'
import type { ProbeConfig } from './machine-types.ts'
import { NoiseInitiator } from './noise.ts'
import {
  createAction,
  decodeNoiseMessage2,
  encodeConnId,
  encodeNoiseMessage1,
  encodeNoiseMessage3,
  otherNetworkRole,
  sameNetworkRole,
  secretProof,
  type NoiseMessage2,
} from './noise-messages.ts'
import {
  foreignRejected,
  notEasytier,
  peerIdConflict,
  refused,
  wrongSecret,
  type Opening,
  type OpeningResult,
  type Refusal,
} from './opening.ts'
import { ownAlgorithm, SessionCipher } from './session-cipher.ts'

/** WebSocket close codes of a secure relay: its secure mode is on, it refuses for another reason (section 3.1). */
const relayCloseCodes: readonly (number | undefined)[] = [4401, 4403, 4408]

/** Noise XX with a fresh static key. Draws static key, ephemeral key and connection id, in this order. Section 3. */
export class NoiseOpening implements Opening {
  readonly #config: ProbeConfig
  readonly #messageBytesMax: number
  readonly #noise: NoiseInitiator
  readonly #connId: Uint8Array
  #firstHash: Uint8Array = new Uint8Array(0)

  constructor(config: ProbeConfig, limits: Pick<Limits, 'noiseMessageBytesMax'>) {
    const { crypto } = config
    this.#config = config
    this.#messageBytesMax = limits.noiseMessageBytesMax
    const staticPrivate = crypto.randomBytes(32)
    const ephemeralPrivate = crypto.randomBytes(32)
    this.#noise = new NoiseInitiator(crypto, { staticPrivate, ephemeralPrivate })
    this.#connId = encodeConnId(crypto.randomBytes(16))
  }

  firstFrame(): Uint8Array {
    const { peerId, networkName } = this.#config
    const message = encodeNoiseMessage1(networkName, this.#connId, ownAlgorithm)
    const payload = this.#noise.writeMessage1(message)
    this.#firstHash = this.#noise.handshakeHash
    return encodeFrame({ from: peerId, to: 0, type: PacketType.noiseMessage1, payload })
  }

  /** Rows 19 and 21 to 23, or a node that may still close. */
  receive(frame: Frame): OpeningResult {
    const nodeId = frame.from
    if (frame.type !== PacketType.noiseMessage2 || frame.payload.length > this.#messageBytesMax) {
      return refused(notEasytier)
    }
    const payload = this.#noise.readMessage2(frame.payload)
    const message = payload === null ? null : decodeNoiseMessage2(payload)
    if (message === null || !equalBytes(message.ownConnIdEcho, this.#connId)) return refused(notEasytier)
    if (nodeId === 0 || nodeId === this.#config.peerId) return refused(peerIdConflict)
    const refusal = this.#judge(message)
    return refusal === null ? this.#introduce(nodeId, message) : refused(refusal)
  }

  closed(wsCode: number | undefined): Refusal {
    const isRelay = relayCloseCodes.includes(wsCode)
    return { code: isRelay ? 'closed_no_response' : 'secure_not_supported', reachable: false }
  }

  /** Row 20: nodes up to 2.5.0 stay silent. */
  timedOut(): Refusal {
    return { code: 'secure_not_supported', reachable: false }
  }

  #judge(message: NoiseMessage2): Refusal | null {
    if (message.roleHint === otherNetworkRole) return null
    if (message.roleHint !== sameNetworkRole) return notEasytier
    if (message.proof === null) return { code: 'credential_node', reachable: true }
    const { crypto, networkSecret } = this.#config
    const isProven = equalBytes(message.proof, secretProof(crypto, networkSecret, this.#firstHash))
    return isProven ? null : wrongSecret
  }

  #introduce(nodeId: number, message: NoiseMessage2): OpeningResult {
    const { crypto, networkName, networkSecret, peerId } = this.#config
    const payload = this.#noise.writeMessage3(
      encodeNoiseMessage3({
        ownConnId: this.#connId,
        nodeConnId: message.nodeConnId,
        proof: secretProof(crypto, networkSecret, this.#noise.handshakeHash),
        digest: networkDigest(networkName, networkSecret),
      }),
    )
    if (payload === null) return refused(notEasytier)
    const { rootKey, epoch, algorithm, action } = message
    const sameNetwork = message.roleHint === sameNetworkRole
    return {
      kind: 'introduced',
      introduction: {
        nodeId,
        mode: sameNetwork ? 'same_network' : 'foreign',
        secure: true,
        layer:
          rootKey?.length === 32
            ? new SessionCipher(crypto, { rootKey, epoch, ownId: peerId, nodeId, nodeAlgorithm: algorithm })
            : null,
        lastFrame: encodeFrame({ from: peerId, to: nodeId, type: PacketType.noiseMessage3, payload }),
        closedBeforeAdmission: closedAfterMessage3(sameNetwork, action),
      },
    }
  }
}

/** A node that pins this id to another key says so by an action other than Create (section 10, row 21). */
function closedAfterMessage3(sameNetwork: boolean, action: number): Refusal {
  if (action !== createAction) return peerIdConflict
  return sameNetwork ? { code: 'dropped', reachable: true } : foreignRejected
}
