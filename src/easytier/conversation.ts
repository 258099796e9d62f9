import type { ProbeCode } from './codes.ts'
import { headerBytes, PacketType, withPacketType, type Frame } from './frame.ts'
import type { Limits } from './limits.ts'
import type { ProbeAction, ProbeConfig, ProbeOutcome } from './machine-types.ts'
import type { Introduction } from './opening.ts'
import { offline, online } from './outcome.ts'
import { Pinger } from './pinger.ts'
import { RouteClient } from './route-client.ts'
import { noCounts } from './route-count.ts'

export type Step = {
  readonly frames: Uint8Array[]
  readonly timers: ProbeAction[]
  outcome: ProbeOutcome | null
}

/** All that follows the handshake: pings both ways, route sync both ways, in whatever order the node likes. */
export class Conversation {
  readonly #config: ProbeConfig
  readonly #limits: Limits
  readonly #introduction: Introduction
  readonly #handshakeMs: number
  readonly #pinger = new Pinger()
  readonly #client: RouteClient | null
  /** the node pinged or called us: it has admitted the probe, pong or not (section 10) */
  #hasNodeSpoken = false
  #replies = 0
  readonly #isLossy: boolean
  /** over UDP: the last ping has been given its time */
  #isPingingOver = false

  constructor(config: ProbeConfig, limits: Limits, introduction: Introduction, handshakeMs: number) {
    this.#config = config
    this.#isLossy = config.transport === 'udp'
    this.#limits = limits
    this.#introduction = introduction
    this.#handshakeMs = handshakeMs
    const { layer } = introduction
    this.#client = layer === null ? null : new RouteClient(config, limits, introduction, layer)
  }

  begin(nowMs: number): Step {
    const { lastFrame, nodeId } = this.#introduction
    const ping = this.#pinger.next(this.#config.peerId, nodeId, nowMs)
    const timers: ProbeAction[] = [
      { type: 'clear-timer', id: 'handshake' },
      { type: 'set-timer', id: 'admission', ms: this.#limits.admissionMs },
    ]
    if (this.#isLossy) timers.push(this.#pingTimer())
    return { frames: lastFrame === null ? [ping] : [lastFrame, ping], timers, outcome: null }
  }

  receive(frame: Frame, nowMs: number): Step {
    const step: Step = { frames: [], timers: [], outcome: null }
    if (frame.type === PacketType.ping) this.#answerPing(frame, step)
    else if (frame.type === PacketType.pong) this.#takePong(frame, nowMs, step)
    else if (frame.type === PacketType.rpcRequest || frame.type === PacketType.rpcResponse) {
      this.#takeRpc(frame, step)
    }
    if (this.#isFinished()) step.outcome = this.#outcome()
    return step
  }

  /** Row 25, or what a close means before admission: rows 13 and 16. */
  closed(): ProbeOutcome {
    if (this.#pinger.pongs > 0) return this.#outcome(['dropped'])
    if (this.#hasNodeSpoken || this.#isLossy) return this.offline({ code: 'dropped', reachable: true })
    return this.offline(this.#introduction.closedBeforeAdmission)
  }

  /**
   * Row 18. A foreign node that shows no sign of admission may be about to refuse. Over UDP a refusal is silence: of
   * the own network it may be secure mode, where Noise tells more (UDP, rule 7).
   */
  admissionTimedOut(): ProbeOutcome {
    const { mode, secure } = this.#introduction
    const isOwn = mode === 'same_network'
    if (this.#hasNodeSpoken || (isOwn && !this.#isLossy)) return this.#outcome(['no_pong'])
    return this.offline({ code: 'no_pong', reachable: true, ...(isOwn && !secure && { retry: 'noise' }) })
  }

  /**
   * Row 24. A node that takes our request and pushes nothing may still be waiting, up to 3 s, for what a probe of the
   * same id did not acknowledge before it left (seen on 2.6.4, one in 300 in quick succession): another id helps.
   */
  syncTimedOut(): ProbeOutcome {
    const isStuck = this.#client?.isAnswered === true && !this.#client.routes.isComplete()
    return isStuck ? { ...this.#outcome(), retry: 'new_peer_id' } : this.#outcome()
  }

  repeatSync(): Step {
    const step: Step = { frames: [], timers: [], outcome: null }
    if (this.#client !== null && !this.#client.routes.isComplete()) this.#requestSync(this.#client, step)
    return step
  }

  /** Over UDP a ping may be lost, and its answer: the next goes out without it, up to a bound (UDP, rule 6). */
  repeatPing(nowMs: number): Step {
    const step: Step = { frames: [], timers: [], outcome: null }
    this.#isPingingOver = !this.#pingAgain(nowMs, step)
    if (this.#isFinished()) step.outcome = this.#outcome()
    return step
  }

  hasPong(): boolean {
    return this.#pinger.pongs > 0
  }

  offline(refusal: Parameters<typeof offline>[0]): ProbeOutcome {
    return offline(refusal, { introduction: this.#introduction, handshakeMs: this.#handshakeMs })
  }

  /** Section 8, rule 4: nothing but an echo of at least four bytes. */
  #answerPing(frame: Frame, step: Step): void {
    if (frame.from !== this.#introduction.nodeId || frame.raw.length < headerBytes + 4) return
    this.#hasNodeSpoken = true
    if (this.#mayReply()) step.frames.push(withPacketType(frame.raw, PacketType.pong))
  }

  #takePong(frame: Frame, nowMs: number, step: Step): void {
    if (!this.#pinger.take(frame.payload, nowMs)) return
    if (this.#pinger.pongs === 1) {
      const isForeign = this.#introduction.mode === 'foreign'
      const ms = isForeign ? this.#limits.foreignSyncMs : this.#limits.syncMs
      step.timers.push({ type: 'clear-timer', id: 'admission' }, { type: 'set-timer', id: 'sync', ms })
      if (this.#client !== null) this.#requestSync(this.#client, step)
    }
    this.#pingAgain(nowMs, step)
  }

  /** False where there have been enough pings, or pongs. */
  #pingAgain(nowMs: number, step: Step): boolean {
    const { pongs, sent } = this.#pinger
    if (pongs >= this.#limits.pingsMax || sent >= this.#limits.pingsSentMax) return false
    step.frames.push(this.#pinger.next(this.#config.peerId, this.#introduction.nodeId, nowMs))
    if (this.#isLossy) step.timers.push(this.#pingTimer())
    return true
  }

  #pingTimer(): ProbeAction {
    return { type: 'set-timer', id: 'ping', ms: this.#limits.pingRepeatMs }
  }

  #takeRpc(frame: Frame, step: Step): void {
    const taken = this.#client?.receive(frame)
    if (taken?.isFromNode === true) this.#hasNodeSpoken = true
    const acknowledgement = taken?.acknowledgement ?? null
    if (acknowledgement !== null && this.#mayReply()) step.frames.push(acknowledgement)
  }

  #requestSync(client: RouteClient, step: Step): void {
    step.frames.push(client.request())
    if (client.requests <= this.#limits.syncRepeatsMax) {
      step.timers.push({ type: 'set-timer', id: 'sync-repeat', ms: this.#limits.syncRepeatMs })
    }
  }

  #mayReply(): boolean {
    return this.#replies++ < this.#limits.repliesMax
  }

  #isFinished(): boolean {
    const { pongs } = this.#pinger
    if (pongs < this.#limits.pingsMax && !(this.#isPingingOver && pongs > 0)) return false
    return this.#client === null || this.#client.hasFailed || this.#client.routes.isComplete()
  }

  /** Rows 12, 15 and 24, and the warnings of others. */
  #outcome(warnings: readonly ProbeCode[] = []): ProbeOutcome {
    const routes = this.#client?.routes
    const hasRoutes = routes?.isComplete() === true
    const isSyncMissed = !hasRoutes && warnings.length === 0
    return online({
      introduction: this.#introduction,
      warnings: isSyncMissed ? ['sync_unavailable'] : warnings,
      latencyMs: this.#pinger.pongs > 0 ? this.#pinger.bestMs : this.#handshakeMs,
      handshakeMs: this.#handshakeMs,
      counts: routes?.count(this.#introduction.mode) ?? noCounts,
      easytierVersion: (routes?.nodeVersion() ?? '').slice(0, this.#limits.versionCharsMax),
      avoidsRelay: routes?.nodeAvoidsRelay(),
    })
  }
}
