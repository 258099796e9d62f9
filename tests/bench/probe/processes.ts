import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'

export type Servers = { readonly ports: readonly number[]; stop(): void }

/** Starts a program of this folder that tells its ports. */
export function startServers(file: string, ...words: readonly (string | number)[]): Promise<Servers> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, file), words.map(String), {
    execArgv: ['--import', 'tsx'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
    child.once('message', (message: { ports: number[] }) => {
      resolve({
        ports: message.ports,
        stop() {
          child.kill('SIGKILL')
        },
      })
    })
  })
}
