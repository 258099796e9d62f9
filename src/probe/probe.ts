import type { Limits } from '../easytier/limits.ts'
import { createProbeMachine } from '../easytier/machine.ts'
import type { ProbeOutcome } from '../easytier/machine-types.ts'
import { systemClock, type Clock } from './clock.ts'
import { dialTcp, systemSockets, type SocketLayer } from './dial-tcp.ts'
import { limits } from './limits.ts'
import { nodeCrypto } from './node-crypto.ts'
import { randomPeerId, randomSessionId, stablePeerId } from './peer-id.ts'
import { deniedPorts } from './ports.ts'
import { resolveTarget, systemResolver, type Address, type Resolver } from './resolve.ts'
import type { ProbeReport } from './result.ts'
import { runSession } from './session.ts'
import type { Target } from './target.ts'
import { tcpChannel } from './tcp-channel.ts'
import { upgrade } from './upgrade.ts'

export type Network = { readonly name: string; readonly secret: string }

/** The world as a probe sees it. */
export type ProbeWorld = {
  readonly clock: Clock
  readonly resolver: Resolver
  readonly sockets: SocketLayer
  /** Lifts the address policy: private networks, tests, an operator's shell. */
  readonly allowPrivate: boolean
}

export const systemWorld: ProbeWorld = {
  clock: systemClock,
  resolver: systemResolver,
  sockets: systemSockets,
  allowPrivate: false,
}

type Handshake = {
  readonly kind: 'legacy' | 'noise'
  readonly peerId: number
  readonly limits?: Partial<Limits>
}
type Failure = Omit<ProbeReport & { kind: 'failed' }, 'checkedAtMs' | 'connectMs'>
type Attempt = {
  readonly end: { readonly kind: 'outcome'; readonly outcome: ProbeOutcome } | Failure
  readonly connectMs: number | null
}
/** `signal` is the caller's, `halt` aborts with it and at the end of the budget. */
type Run = {
  readonly world: ProbeWorld
  readonly signal: AbortSignal
  readonly halt: AbortSignal
  readonly expiresMs: number
}

/** A node that closed without a byte gets a short second chance by Noise (protocol, section 9, row 17). */
const shortNoise: Partial<Limits> = { handshakeMs: 1_500 }

/**
 * Asks one node whether it takes members of `network`. Resolves always, at the latest after 12 s, at once when
 * `signal` aborts; no socket or timer outlives it. The name is looked up once and only vetted addresses are dialled.
 */
export async function probe(
  target: Target,
  network: Network,
  world: ProbeWorld = systemWorld,
  signal: AbortSignal = new AbortController().signal,
): Promise<ProbeReport> {
  const { clock } = world
  const halt = new AbortController()
  const stop = (): void => {
    halt.abort()
  }
  const expiresMs = clock.nowMs() + limits.totalMs
  const cancelBudget = clock.after(limits.totalMs, stop)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const attempt = await probeWithin(target, network, { world, signal, halt: halt.signal, expiresMs })
    return { ...attempt.end, connectMs: attempt.connectMs, checkedAtMs: clock.wallMs() }
  } finally {
    cancelBudget()
    signal.removeEventListener('abort', stop)
  }
}

async function probeWithin(target: Target, network: Network, run: Run): Promise<Attempt> {
  const { world } = run
  if (!world.allowPrivate && deniedPorts.has(target.port)) return failed('port_forbidden')
  const resolution = await resolveTarget(target, { ...world, signal: run.halt })
  if (resolution.kind === 'aborted') return halted(run)
  if (resolution.kind === 'failed') return failed(resolution.code)
  const attempt = (handshake: Handshake): Promise<Attempt> =>
    connectAndAsk(target, resolution.addresses, network, handshake, run)

  let best = await attempt({ kind: 'legacy', peerId: stablePeerId(target, network.name) })
  const tried = new Set<string>()
  for (;;) {
    if (best.end.kind === 'failed') return best
    const { retry, code, secure, online } = best.end.outcome
    if (retry === null || tried.has(retry) || run.halt.aborted) return best
    tried.add(retry)
    const kind = retry === 'noise' || secure || tried.has('noise') ? 'noise' : 'legacy'
    const next = await attempt({
      kind,
      peerId: randomPeerId(),
      ...(kind === 'noise' && code === 'closed_no_response' && { limits: shortNoise }),
    })
    if (!saysMore(next, online)) return best
    best = next
  }
}

function failed(code: Failure['code'], connectMs: number | null = null): Attempt {
  return { end: { kind: 'failed', code }, connectMs }
}

function halted(run: Run, connectMs: number | null = null): Attempt {
  return failed(run.signal.aborted ? 'aborted' : 'probe_timeout', connectMs)
}

/** A second connection that merely failed to come about leaves the first finding standing. */
function saysMore(attempt: Attempt, bestIsOnline: boolean): boolean {
  if (attempt.end.kind === 'failed') return attempt.end.code === 'aborted'
  const { online, code, warnings } = attempt.end.outcome
  if (online) return !bestIsOnline || !warnings.includes('sync_unavailable')
  return !bestIsOnline && code !== null && !inconclusive.has(code)
}

const inconclusive: ReadonlySet<string> = new Set([
  'secure_not_supported',
  'closed_no_response',
  'handshake_timeout',
  'probe_timeout',
  'not_easytier',
  'dropped',
])

async function connectAndAsk(
  target: Target,
  addresses: readonly Address[],
  network: Network,
  handshake: Handshake,
  run: Run,
): Promise<Attempt> {
  const { clock, sockets } = run.world
  const dialled = await dialTcp(addresses, target.port, { sockets, clock, signal: run.halt })
  if (dialled.kind === 'aborted') return halted(run)
  if (dialled.kind === 'failed') return failed(dialled.code)
  const { socket, connectMs } = dialled

  const upgraded =
    target.scheme === 'tcp'
      ? ({ kind: 'open', channel: tcpChannel(socket, clock) } as const)
      : await upgrade(target, socket, { clock, signal: run.halt })
  if (upgraded.kind === 'aborted') return halted(run, connectMs)
  if (upgraded.kind === 'failed') return { end: upgraded, connectMs }

  const machine = createProbeMachine({
    transport: upgraded.channel.transport,
    handshake: handshake.kind,
    networkName: network.name,
    networkSecret: network.secret,
    peerId: handshake.peerId,
    sessionId: randomSessionId(),
    crypto: nodeCrypto,
    ...(handshake.limits !== undefined && { limits: handshake.limits }),
  })
  const ended = await runSession(machine, upgraded.channel, {
    clock,
    signal: run.signal,
    expiresMs: run.expiresMs,
  })
  if (ended.kind === 'aborted') return halted(run, connectMs)
  return { end: { kind: 'outcome', outcome: ended.outcome }, connectMs }
}
