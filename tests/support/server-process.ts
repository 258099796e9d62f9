import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { buildServer } from '../../src/tools/build-server.ts'
import { repositoryRoot, serverFolder } from '../../src/tools/paths.ts'

export const serverSecret = 'a secret of the server tests'

type Options = {
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Another build than this repository's. */
  readonly program?: string
}

const recorder = path.join(repositoryRoot, 'tests/support/outbound-recorder.mjs')

/** The built server in a process of its own, which tells of each connection it opens. */
export class ServerProcess {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  #wake: () => void = () => undefined

  private constructor({ dataDir, env = {}, cwd = repositoryRoot, program }: Options) {
    const file = program ?? path.join(serverFolder, 'server.js')
    this.child = spawn(process.execPath, ['--import', recorder, file], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: '0',
        DATA_DIR: dataDir,
        JWT_SECRET: serverSecret,
        CHECK_ROUNDS: 'off',
        ...env,
      },
    })
    this.child.stdout?.on('data', (chunk: Buffer) => this.#take('stdout', chunk))
    this.child.stderr?.on('data', (chunk: Buffer) => this.#take('stderr', chunk))
    this.exited = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve({ code, signal })
        this.#wake()
      })
    })
  }

  /** Builds what is stale and starts it. */
  static async start(options: Options): Promise<ServerProcess> {
    await buildServer({ ifStale: true })
    return new ServerProcess(options)
  }

  /** The address of the start line; throws what was printed when the program ends before. */
  async origin(): Promise<string> {
    for (;;) {
      const found = /^EasyTier node manager on (http:\S+)$/m.exec(this.stdout)?.[1]
      if (found !== undefined) return found
      if (this.hasEnded()) throw new Error(`the server ended\n${this.stdout}\n${this.stderr}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async port(): Promise<number> {
    return Number(new URL(await this.origin()).port)
  }

  hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  /** The request lines of the log, as objects. */
  requests(): Record<string, unknown>[] {
    return this.stdout
      .split('\n')
      .filter((line) => line.startsWith('{') && line.includes('"event":"request"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  /** Addresses that the process has connected to. */
  outbound(): string[] {
    return this.stderr.split('\n').filter((line) => line.startsWith('OUTBOUND '))
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded()) this.child.kill(signal)
    await this.exited
  }

  #take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString('utf8')
    this.#wake()
  }
}
