import { Conversation, type Step } from './conversation.ts'
import { decodeFrame, prefixForTcp, TcpFrameDecoder, type Frame } from './frame.ts'
import { LegacyOpening } from './legacy-opening.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type {
  ProbeAction,
  ProbeConfig,
  ProbeEvent,
  ProbeMachine,
  ProbeOutcome,
  TimerId,
} from './machine-types.ts'
import { NoiseOpening } from './noise-opening.ts'
import { notEasytier, type Opening, type Refusal } from './opening.ts'
import { offline } from './outcome.ts'

/**
 * Makes the state machine of one connection. The driver feeds it events and carries out its actions; after `done` it
 * yields none. It never throws. Protocol, sections 0 and 9.
 */
export function createProbeMachine(config: ProbeConfig): ProbeMachine {
  return new Machine(config)
}

class Machine implements ProbeMachine {
  readonly #config: ProbeConfig
  readonly #limits: Limits
  readonly #opening: Opening
  readonly #decoder: TcpFrameDecoder
  #conversation: Conversation | null = null
  #openedAtMs = 0
  #receivedBytes = 0
  readonly #isLossy: boolean
  #isDone = false
  #actions: ProbeAction[] = []

  constructor(config: ProbeConfig) {
    this.#config = config
    this.#limits = { ...defaultLimits, ...config.limits }
    this.#isLossy = config.transport === 'udp'
    this.#opening =
      config.handshake === 'legacy' ? new LegacyOpening(config) : new NoiseOpening(config, this.#limits)
    this.#decoder = new TcpFrameDecoder(this.#limits.frameBytesMax)
  }

  handle(event: ProbeEvent): ProbeAction[] {
    if (this.#isDone) return []
    this.#actions = []
    this.#dispatch(event)
    return this.#actions
  }

  #dispatch(event: ProbeEvent): void {
    switch (event.type) {
      case 'open':
        this.#openedAtMs = event.nowMs
        this.#send(this.#opening.firstFrame())
        this.#actions.push({ type: 'set-timer', id: 'handshake', ms: this.#limits.handshakeMs })
        return
      case 'bytes':
        return this.#takeBytes(event.bytes, event.nowMs)
      case 'message':
        return this.#takeMessage(event.bytes, event.nowMs)
      case 'text':
        return this.#refuse(notEasytier)
      case 'closed':
        if (this.#conversation === null) return this.#refuse(this.#closedBeforeAnswer(event.wsCode))
        return this.#finish(this.#conversation.closed())
      case 'timer':
        return this.#takeTimer(event.id, event.nowMs)
      case 'expired':
        return this.#takeTimer(this.#currentDeadline(), event.nowMs)
    }
  }

  #takeBytes(bytes: Uint8Array, nowMs: number): void {
    if (!this.#account(bytes.length)) return
    this.#decoder.push(bytes)
    while (!this.#isDone) {
      const result = this.#decoder.next()
      if (result.kind === 'need-more') return
      if (result.kind === 'error') return this.#refuse(notEasytier)
      this.#takeFrame(result.frame, nowMs)
    }
  }

  #takeMessage(bytes: Uint8Array, nowMs: number): void {
    if (!this.#account(bytes.length)) return
    // a copy: the caller may use its buffer again, and a Node Buffer's slice() would share it
    const result = decodeFrame(new Uint8Array(bytes), this.#limits.frameBytesMax)
    if (result.kind === 'frame') this.#takeFrame(result.frame, nowMs)
    else if (!this.#isLossy) this.#refuse(notEasytier)
  }

  /** False once the peer has sent more than a probe is worth: done, or over UDP deaf until a deadline. */
  #account(bytes: number): boolean {
    this.#receivedBytes += bytes
    if (this.#receivedBytes <= this.#limits.probeBytesMax) return true
    if (!this.#isLossy) this.#refuse(notEasytier)
    return false
  }

  #takeFrame(frame: Frame, nowMs: number): void {
    if (this.#conversation !== null) return this.#carryOut(this.#conversation.receive(frame, nowMs))
    const handshakeMs = nowMs - this.#openedAtMs
    const result = this.#opening.receive(frame)
    // over UDP what is no answer may have overtaken it, and a Sack has shown that EasyTier is there
    if (result.kind === 'refused' && this.#isLossy && result.refusal === notEasytier) return
    if (result.kind === 'refused') {
      return this.#finish(offline(result.refusal, { introduction: null, handshakeMs }))
    }
    this.#conversation = new Conversation(this.#config, this.#limits, result.introduction, handshakeMs)
    this.#carryOut(this.#conversation.begin(nowMs))
  }

  /** The node's port was closed between the Sack and now; on streams see the openings. */
  #closedBeforeAnswer(wsCode: number | undefined): Refusal {
    return this.#isLossy ? { code: 'refused', reachable: false } : this.#opening.closed(wsCode)
  }

  /** A timer of a stage that is over is of no account. */
  #takeTimer(id: TimerId, nowMs: number): void {
    const conversation = this.#conversation
    if (id === 'handshake') {
      if (conversation === null) this.#refuse(this.#opening.timedOut())
    } else if (id === 'ping') {
      if (conversation !== null) this.#carryOut(conversation.repeatPing(nowMs))
    } else if (conversation === null || (id === 'admission') === conversation.hasPong()) return
    else if (id === 'admission') this.#finish(conversation.admissionTimedOut())
    else if (id === 'sync') this.#finish(conversation.syncTimedOut())
    else this.#carryOut(conversation.repeatSync())
  }

  #currentDeadline(): TimerId {
    if (this.#conversation === null) return 'handshake'
    return this.#conversation.hasPong() ? 'sync' : 'admission'
  }

  #carryOut(step: Step): void {
    for (const frame of step.frames) this.#send(frame)
    if (step.outcome === null) this.#actions.push(...step.timers)
    else this.#finish(step.outcome)
  }

  #send(frame: Uint8Array): void {
    this.#actions.push({
      type: 'send',
      bytes: this.#config.transport === 'tcp' ? prefixForTcp(frame) : frame,
    })
  }

  #refuse(refusal: Refusal): void {
    const outcome =
      this.#conversation === null
        ? offline(refusal, { introduction: null, handshakeMs: null })
        : this.#conversation.offline(refusal)
    this.#finish(outcome)
  }

  #finish(outcome: ProbeOutcome): void {
    this.#isDone = true
    this.#actions.push({ type: 'done', outcome })
  }
}
