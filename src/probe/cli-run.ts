import * as v from 'valibot'
import { CheckInput, type CheckResult } from '../contract/check.ts'
import { readArguments, usage, type CliArguments } from './cli-arguments.ts'
import { probe, type ProbeWorld } from './probe.ts'
import { toCheckResult } from './result.ts'
import { parseTarget, type Target } from './target.ts'
import { textOf } from './texts.ts'

/** What the command line needs of its process. */
export type CliHost = {
  readonly world: ProbeWorld
  /** null: there is none and nobody to ask */
  secret(): Promise<string | null>
  out(line: string): void
  complain(text: string): void
  /** aborted by ^C: ends a watch */
  readonly signal: AbortSignal
}

export type ExitCode = 0 | 1 | 2

/** The command `probe`: 0 online, 1 offline, 2 usage. A watch ends with the code of its last check. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const reading = readArguments(argv)
  if (reading.kind === 'help') {
    host.out(usage.trimEnd())
    return 0
  }
  if (reading.kind === 'usage') return misuse(host, reading.complaint)
  const { server, networkName } = reading.value
  const parsed = parseTarget(server)
  if (parsed.kind === 'refused') return misuse(host, `${parsed.code}: ${textOf(parsed.code)}`)
  const secret = await host.secret()
  if (secret === null) return misuse(host, 'no secret: set EASYTIER_SECRET')
  const input = v.safeParse(CheckInput, { server, network_name: networkName, network_secret: secret })
  if (!input.success) return misuse(host, input.issues[0].message)
  const network = { name: input.output.network_name, secret }
  return watch(parsed.target, network, reading.value, host)
}

function misuse(host: CliHost, complaint: string): ExitCode {
  host.complain(`${complaint}\n\n${usage}`)
  return 2
}

async function watch(
  target: Target,
  network: { readonly name: string; readonly secret: string },
  options: CliArguments,
  host: CliHost,
): Promise<ExitCode> {
  const { world, signal } = host
  let code: ExitCode = 1
  for (;;) {
    const result = toCheckResult(await probe(target, network, world, signal))
    if (signal.aborted && options.watchSeconds !== null) return code
    host.out(options.json ? JSON.stringify(result) : line(target, result))
    code = result.is_online ? 0 : 1
    if (options.watchSeconds === null) return code
    await pause(options.watchSeconds * 1_000, host)
    if (signal.aborted) return code
  }
}

function pause(ms: number, { world, signal }: CliHost): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = world.clock.after(ms, end)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
}

/** One line for people. */
function line(target: Target, result: CheckResult): string {
  const where = `${target.scheme}://${target.node}${target.path}`
  const times = `connect ${milliseconds(result.connect_ms)}, handshake ${milliseconds(result.handshake_ms)}`
  if (!result.is_online) {
    return `${result.check_time}  offline  ${where}  ${result.code ?? ''}  ${result.error ?? ''}  (${times})`
  }
  const parts = `${result.direct_peer_count ?? 0} direct + ${result.foreign_peer_count ?? 0} foreign`
  const facts = [
    `ping ${milliseconds(result.latency_ms)}`,
    `${result.connection_count} peers (${parts})`,
    result.easytier_version === '' ? 'version unknown' : `version ${result.easytier_version ?? ''}`,
    result.mode === 'foreign' ? 'foreign network' : 'same network',
    ...(result.secure === true ? ['secure mode'] : []),
    times,
    ...(result.warnings ?? []),
  ]
  return `${result.check_time}  online   ${where}  ${facts.join(', ')}`
}

function milliseconds(value: number | undefined): string {
  return value === undefined || value < 0 ? '-' : `${value} ms`
}
