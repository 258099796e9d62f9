import type { Limits } from '../easytier/limits.ts'
import { createProbeMachine } from '../easytier/machine.ts'
import type { ProbeCode, ProbeOutcome } from '../easytier/machine-types.ts'
import type { Reach } from './address-policy.ts'
import { systemClock, type Clock } from './clock.ts'
import { systemDatagrams, type DatagramLayer } from './datagrams.ts'
import { systemSockets, type SocketLayer } from './dial-tcp.ts'
import { limits } from './limits.ts'
import { nodeCrypto } from './node-crypto.ts'
import { openChannel } from './open-channel.ts'
import { randomPeerId, randomSessionId, stablePeerId } from './peer-id.ts'
import { deniedPorts } from './ports.ts'
import { createRecentNodes, type RecentNodes } from './recent-nodes.ts'
import { resolveTarget, systemResolver, type Address, type Resolver } from './resolve.ts'
import type { ProbeReport } from './result.ts'
import { runSession } from './session.ts'
import type { Target } from './target.ts'
import { createUdpSupport, type UdpSupport } from './udp-support.ts'

export type Network = { readonly name: string; readonly secret: string }

/** The world as a probe sees it. */
export type ProbeWorld = {
  readonly clock: Clock
  readonly resolver: Resolver
  readonly sockets: SocketLayer
  readonly datagrams: DatagramLayer
  readonly udp: UdpSupport
  readonly recentNodes: RecentNodes
  readonly reach: Reach
}

export const systemWorld: ProbeWorld = {
  clock: systemClock,
  resolver: systemResolver,
  sockets: systemSockets,
  datagrams: systemDatagrams,
  udp: createUdpSupport(systemDatagrams, systemClock),
  recentNodes: createRecentNodes(),
  reach: 'public',
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
  /** asked over UDP less than 15 s ago */
  readonly isFrequent: boolean
}

/** A node that closed without a byte gets a short second chance by Noise (protocol, section 9, row 17). */
const shortNoise: Partial<Limits> = { handshakeMs: 1_500 }

const overUdp: Partial<Limits> = { handshakeMs: limits.udpHandshakeMs, syncMs: limits.udpSyncMs }

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
    const isFrequent = target.scheme === 'udp' && world.recentNodes.visit(target.node, clock.nowMs())
    const run = { world, signal, halt: halt.signal, expiresMs, isFrequent }
    const attempt = await probeWithin(target, network, run)
    return { ...attempt.end, connectMs: attempt.connectMs, checkedAtMs: clock.wallMs() }
  } finally {
    cancelBudget()
    signal.removeEventListener('abort', stop)
  }
}

async function probeWithin(target: Target, network: Network, run: Run): Promise<Attempt> {
  const { world } = run
  if (world.reach === 'public' && deniedPorts.has(target.port)) return failed('port_forbidden')
  const resolution = await resolveTarget(target, { ...world, signal: run.halt })
  if (resolution.kind === 'aborted') return halted(run)
  if (resolution.kind === 'failed') return failed(resolution.code)
  const { addresses } = resolution
  const attempt = (handshake: Handshake): Promise<Attempt> =>
    connectAndAsk(target, addresses, network, handshake, run)

  let best =
    target.scheme === 'udp'
      ? await askByUdp(attempt, run)
      : await attempt({ kind: 'legacy', peerId: stablePeerId(target, network.name) })
  const tried = new Set<string>()
  for (;;) {
    if (best.end.kind === 'failed') return best
    const { retry, code, secure, online } = best.end.outcome
    if (retry === null || retry === 'again' || tried.has(retry) || run.halt.aborted) return best
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

/**
 * The first exchange over UDP, begun anew in another session while packets are lost: a HandShake or its answer up to
 * four times, all Syns of a session once. Each has an id of its own, because a node up to 2.6.4 answers a known one
 * into the dead session for 9 s. UDP, rules 4 and 8. Code `unsupported_here` where nothing is to be learnt from silence.
 */
async function askByUdp(attempt: (handshake: Handshake) => Promise<Attempt>, run: Run): Promise<Attempt> {
  const { clock, udp, reach } = run.world
  if (!(await udp.works())) return failed('unsupported_here')
  let found = failed('connect_timeout')
  let silences = 0
  for (let attempts = 1; attempts <= limits.udpAttemptsMax; attempts += 1) {
    const next = await attempt({ kind: 'legacy', peerId: randomPeerId() })
    const isSilence = next.end.kind === 'failed' && next.end.code === 'connect_timeout'
    if (isSilence) silences += 1
    // silence after an answer is loss, and says less than the answer did
    if (!isSilence || found.end.kind === 'failed') found = next
    const isLost = isSilence
      ? silences < limits.udpSilencesMax || found.end.kind === 'outcome'
      : next.end.kind === 'outcome' && next.end.outcome.retry === 'again'
    const isTimeLeft = run.expiresMs - clock.nowMs() > limits.udpHandshakeMs
    if (!isLost || !isTimeLeft || run.halt.aborted) break
  }
  const isAway = found.end.kind === 'failed' && found.end.code === 'connect_timeout'
  // a place whose datagrams get no answer from anywhere must not call every node silent
  if (isAway && reach === 'public' && !(await udp.leaves())) return failed('unsupported_here')
  return found
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
  const { clock, sockets, datagrams } = run.world
  const opened = await openChannel(target, addresses, { sockets, datagrams, clock, signal: run.halt })
  const { connectMs } = opened
  if (opened.kind === 'aborted') return halted(run, connectMs)
  if (opened.kind === 'failed') return { end: opened, connectMs }

  const { transport } = opened.channel
  const bounds = { ...(transport === 'udp' && overUdp), ...handshake.limits }
  const machine = createProbeMachine({
    transport,
    handshake: handshake.kind,
    networkName: network.name,
    networkSecret: network.secret,
    peerId: handshake.peerId,
    sessionId: randomSessionId(),
    crypto: nodeCrypto,
    limits: bounds,
  })
  const { signal, expiresMs, isFrequent } = run
  const ended = await runSession(machine, opened.channel, { clock, signal, expiresMs, isFrequent })
  if (ended.kind === 'aborted') return halted(run, connectMs)
  return { end: { kind: 'outcome', outcome: noted(ended.outcome, opened.warnings) }, connectMs }
}

/** What was seen while connecting belongs to the warnings of a node that is online. */
function noted(outcome: ProbeOutcome, warnings: readonly ProbeCode[]): ProbeOutcome {
  return outcome.online ? { ...outcome, warnings: [...outcome.warnings, ...warnings] } : outcome
}
