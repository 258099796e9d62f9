import { createProbeMachine } from '../../../src/easytier/machine.ts'
import type { CryptoPort } from '../../../src/easytier/crypto-port.ts'
import type {
  ProbeAction,
  ProbeConfig,
  ProbeEvent,
  ProbeOutcome,
} from '../../../src/easytier/machine-types.ts'
import { preparedRandom, testCrypto } from '../../support/node-crypto.ts'
import { hex, unhex, type Exchange } from './fixtures.ts'

/** A driver without sockets: keeps what the machine sends, its timers and its outcome. */
export class TestDriver {
  readonly sent: Uint8Array[] = []
  readonly timers = new Map<string, number>()
  outcome: ProbeOutcome | null = null
  readonly #machine
  readonly #config: ProbeConfig

  constructor(config: ProbeConfig) {
    this.#config = config
    this.#machine = createProbeMachine(config)
  }

  handle(event: ProbeEvent): ProbeAction[] {
    const actions = this.#machine.handle(event)
    for (const action of actions) {
      if (this.outcome !== null) throw new Error('an action after done')
      if (action.type === 'send') this.sent.push(this.#withoutPrefix(action.bytes))
      else if (action.type === 'set-timer') this.timers.set(action.id, action.ms)
      else if (action.type === 'clear-timer') this.timers.delete(action.id)
      else this.outcome = action.outcome
    }
    return actions
  }

  /** One frame as the transport delivers it. */
  frame(bytes: Uint8Array, nowMs = 0): void {
    if (this.#config.transport === 'tcp') this.handle({ type: 'bytes', bytes: onTcp(bytes), nowMs })
    else this.handle({ type: 'message', bytes, nowMs })
  }

  #withoutPrefix(bytes: Uint8Array): Uint8Array {
    if (this.#config.transport !== 'tcp') return bytes
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
    if (length !== bytes.length - 4) throw new Error('the length prefix does not fit')
    return bytes.subarray(4)
  }
}

export function onTcp(frame: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + frame.length)
  new DataView(out.buffer).setUint32(0, frame.length, true)
  out.set(frame, 4)
  return out
}

export function configOf(exchange: Exchange): ProbeConfig {
  return {
    transport: exchange.transport,
    handshake: exchange.noise === undefined ? 'legacy' : 'noise',
    networkName: exchange.network_name,
    networkSecret: exchange.network_secret,
    peerId: exchange.probe_peer_id,
    sessionId: BigInt(exchange.sync_session_id ?? 1),
    crypto: replayCrypto(exchange),
  }
}

const agreed = new Map<string, Uint8Array | null>()

/** The recorded private keys in place of random ones; what was agreed with them is computed once. */
function replayCrypto(exchange: Exchange): CryptoPort {
  const { noise } = exchange
  const crypto = testCrypto(noise && preparedRandom(...randomsOf(exchange, noise)))
  return {
    ...crypto,
    x25519SharedSecret: (privateKey, publicKey) => {
      const key = hex(privateKey) + hex(publicKey)
      const known = agreed.get(key)
      if (known !== undefined) return known
      const secret = crypto.x25519SharedSecret(privateKey, publicKey)
      if (agreed.size < 100) agreed.set(key, secret)
      return secret
    },
  }
}

function randomsOf(exchange: Exchange, noise: NonNullable<Exchange['noise']>): Uint8Array[] {
  return [unhex(noise.static), unhex(noise.ephemeral), connIdOf(unhex(exchange.frames[0]?.hex ?? ''))]
}

/** The four parts of a_conn_id in the clear payload of Noise message 1, big-endian. */
function connIdOf(frame: Uint8Array): Uint8Array {
  const id = new Uint8Array(16)
  let at = frame.indexOf(0x22, 16 + 32 + 4)
  const end = at + 2 + (frame[at + 1] ?? 0)
  for (at += 2; at < end;) {
    const part = ((frame[at++] ?? 0) >>> 3) - 1
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = frame[at++] ?? 0
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    new DataView(id.buffer).setUint32(4 * part, Number(value))
  }
  return id
}

/** How the incoming frames are handed over: whole, or the tcp stream cut into chunks. */
export type Cutting = (stream: Uint8Array) => Uint8Array[]

/** Replays an exchange; incoming frames at their recorded time. */
export function replay(exchange: Exchange, cut: Cutting = (stream) => [stream]): TestDriver {
  const driver = new TestDriver(configOf(exchange))
  driver.handle({ type: 'open', nowMs: 0 })
  const incoming = exchange.frames.filter((frame) => frame.dir === 'in')
  for (const { hex: text, ms } of incoming) {
    if (exchange.transport !== 'tcp') driver.frame(unhex(text), ms)
    else for (const bytes of cut(onTcp(unhex(text)))) driver.handle({ type: 'bytes', bytes, nowMs: ms })
  }
  if (exchange.transport === 'udp') runOut(driver)
  else if (exchange.ended !== 'open') driver.handle({ type: 'closed', nowMs: 0 })
  return driver
}

/** Over UDP an end is silence: the deadlines come, one after the other. */
function runOut(driver: TestDriver): void {
  for (const id of ['handshake', 'ping', 'ping', 'ping', 'ping', 'ping', 'admission', 'sync'] as const) {
    if (driver.outcome === null && driver.timers.has(id)) driver.handle({ type: 'timer', id, nowMs: 5_000 })
  }
}

export function framesOut(exchange: Exchange): string[] {
  return exchange.frames.filter((frame) => frame.dir === 'out').map((frame) => frame.hex)
}

export function sentHex(driver: TestDriver): string[] {
  return driver.sent.map((frame) => hex(frame))
}
