import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { temporaryFolder } from '../../support/npm-start.ts'
import type { CoreEvents } from './core-events.ts'
import type { RunningCore, RunningMain } from './core-kind.ts'
import { collect, end } from './core-process.ts'
import type { Core, MainCore, ProgramCore } from './cores.ts'
import type { LanHost } from './lan.ts'
import { programWords } from './program-core.ts'
import { startCore, startMain } from './running-core.ts'

export type Network = { readonly name: string; readonly hostname: string }

/** A public node; resolves when all its listeners are open. */
export function serve(core: Core, host: LanHost, listeners: readonly string[]): Promise<RunningCore> {
  return startCore(core, host.run, { name: 'public', secret: 'secret', hostname: 'node', listeners })
}

function looks(events: CoreEvents): boolean {
  return events.named('Connecting').length > 0 || events.named('ConnectError').length > 0
}

/** A member of a network that looks for others at `peer`; resolves when it has begun to. */
export function join(core: Core, host: LanHost, network: Network, peer: string): Promise<RunningCore> {
  return startCore(core, host.run, { ...network, secret: 'secret', peers: [peer] }, looks)
}

/** The same of the main branch. */
export function joinMain(
  core: MainCore,
  host: LanHost,
  network: Network,
  peer: string,
): Promise<RunningMain> {
  return startMain(core, host.run, { ...network, secret: 'secret', peers: [peer] }, looks)
}

/** How a member ends that does not like its peer, and all it says. It runs in a folder that goes with it. */
export async function endOf(
  core: ProgramCore,
  host: LanHost,
  network: Network,
  peer: string,
): Promise<{ code: number | null; said: string }> {
  const { folder, remove } = temporaryFolder('interop-core-')
  const options = { ...network, secret: 'secret', peers: [peer] }
  const [program = '', ...words] = [...host.run, ...programWords(core, options, '127.0.0.1:15000')]
  const child = spawn(program, words, { cwd: folder })
  const said = collect(child)
  try {
    await once(child, 'close', { signal: AbortSignal.timeout(60_000) })
    return { code: child.exitCode, said: said() }
  } finally {
    await end(child)
    remove()
  }
}
