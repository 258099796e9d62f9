import { createServer, type AddressInfo } from 'node:net'
import type { RunningCore } from '../../interop/support/core-kind.ts'
import { findMain, findPrograms, type Core, type ProgramCore } from '../../interop/support/cores.ts'
import { startCore } from '../../interop/support/running-core.ts'

export type BenchCore<Kind extends Core> = RunningCore & {
  readonly core: Kind
  readonly server: string
  readonly udp: string
}

/** The newest real core there is, on loopback; null where there is none. */
export async function startNewest(): Promise<BenchCore<Core> | null> {
  const core = findMain() ?? findPrograms().at(-1)
  return core === undefined ? null : startHere(core)
}

/** The newest core that `easytier-cli` can ask, listening on that address; null where there is none. */
export async function startProgram(address = '127.0.0.1'): Promise<BenchCore<ProgramCore> | null> {
  const core = findPrograms().at(-1)
  return core === undefined ? null : startHere(core, address)
}

async function startHere<Kind extends Core>(core: Kind, address = '127.0.0.1'): Promise<BenchCore<Kind>> {
  const port = await freePort()
  const server = `tcp://127.0.0.1:${port}`
  const udp = server.replace('tcp:', 'udp:')
  const running = await startCore(core, [], {
    name: 'net',
    secret: 'secret',
    hostname: 'bench',
    listeners: [`tcp://${address}:${port}`, `udp://${address}:${port}`],
  })
  return { ...running, core, server, udp }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
