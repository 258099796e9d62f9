import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { findCores } from '../../interop/support/cores.ts'

/** The newest real core there is, listening on that address; null where there is none. */
export async function startCore(address = '127.0.0.1'): Promise<{
  version: string
  server: string
  /** Management address and the program that speaks to it. */
  portal: string
  cli: string
  stop(): void
} | null> {
  const core = findCores().at(-1)
  if (core === undefined) return null
  const port = await freePort()
  const portal = await freePort()
  const child = spawn(core.core, [
    ...'--network-name net --network-secret secret --no-tun --hostname bench -l'.split(' '),
    `tcp://${address}:${port}`,
    '--rpc-portal',
    `127.0.0.1:${portal}`,
  ])
  process.once('exit', () => child.kill('SIGKILL'))
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the core ended with ${code}`)))
    let log = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (log.includes('new listener added')) resolve()
    })
  })
  child.removeAllListeners('exit')
  return {
    version: core.version,
    server: `tcp://127.0.0.1:${port}`,
    portal: `127.0.0.1:${portal}`,
    cli: core.cli,
    stop: () => void child.kill('SIGKILL'),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
