import { utf8 } from './bytes.ts'
import { TrialCipher } from './cipher.ts'
import { networkDigest } from './digest.ts'
import { encodeFrame, PacketType, type Frame } from './frame.ts'
import { decodeHandShake, encodeHandShake, judgeHandShake } from './handshake.ts'
import type { ProbeConfig } from './machine-types.ts'
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

/** HandShake and its answer. Protocol, section 2; rows of section 9. */
export class LegacyOpening implements Opening {
  readonly #config: ProbeConfig
  readonly #digest: Uint8Array

  constructor(config: ProbeConfig) {
    this.#config = config
    this.#digest = networkDigest(config.networkName, config.networkSecret)
  }

  firstFrame(): Uint8Array {
    const { peerId, networkName } = this.#config
    const payload = encodeHandShake(peerId, networkName, this.#digest)
    return encodeFrame({ from: peerId, to: 0, type: PacketType.handShake, payload })
  }

  /** Rows 10, 11, 14 and 19, or a node that may still close: rows 13 and 16. */
  receive(frame: Frame): OpeningResult {
    const { peerId, networkName, networkSecret, crypto } = this.#config
    const answer = frame.type === PacketType.handShake ? decodeHandShake(frame.payload) : null
    if (answer === null) return refused(notEasytier)
    const verdict = judgeHandShake(answer, { peerId, networkName: utf8(networkName), digest: this.#digest })
    if (verdict === 'protocol_version') return refused({ code: 'protocol_version', reachable: true })
    if (verdict === 'peer_id_conflict') return refused(peerIdConflict)
    if (verdict === 'wrong_secret') return refused(wrongSecret)
    const sameNetwork = verdict === 'same_network'
    return {
      kind: 'introduced',
      introduction: {
        nodeId: answer.peerId,
        mode: sameNetwork ? 'same_network' : 'foreign',
        secure: false,
        layer: new TrialCipher(networkSecret, crypto),
        lastFrame: null,
        closedBeforeAdmission: sameNetwork
          ? { code: 'secure_mode_required', reachable: true, retry: 'noise' }
          : foreignRejected,
      },
    }
  }

  /** Row 17: many reasons look like this, so none is named. */
  closed(): Refusal {
    return { code: 'closed_no_response', reachable: false, retry: 'noise' }
  }

  /** Over UDP either half of the exchange may have been lost, and a second HandShake in one session is thrown away. */
  timedOut(): Refusal {
    const isLossy = this.#config.transport === 'udp'
    return { code: 'handshake_timeout', reachable: false, ...(isLossy && { retry: 'again' }) }
  }
}
