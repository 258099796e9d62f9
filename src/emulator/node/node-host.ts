import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

const restartFirstMs = 250
const restartMaxMs = 30_000
/** The emitted server prints two such lines a request. */
const chatter = /^Pages (?:request path|response status):/

export interface NodeHostOptions {
  /** Path of the emitted `api-node/index.mjs`. */
  bundle: string
  /** The whole environment of the functions. */
  env: Record<string, string>
  onLine: (line: string) => void
}

/** Runs the emitted Node functions in a process of their own and starts them again when they crash. */
export class NodeHost {
  readonly #options: NodeHostOptions
  #child: ChildProcess | undefined
  #port: Promise<number> | undefined
  #timer: NodeJS.Timeout | undefined
  #delayMs = restartFirstMs
  #stopped = false

  constructor(options: NodeHostOptions) {
    this.#options = options
  }

  /** Loopback port of the functions; waits while they start, rejects while they are down. */
  get port(): Promise<number> {
    return this.#port ?? Promise.reject(new Error('the Node functions are restarting'))
  }

  /** Process id of the functions, for tests. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts the process and resolves when it listens. */
  async start(): Promise<void> {
    this.#spawn()
    await this.port
    this.#delayMs = restartFirstMs
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  #spawn(): void {
    const preload = path.join(import.meta.dirname, 'host-preload.mjs')
    const child = spawn(process.execPath, ['--import', preload, this.#options.bundle], {
      env: this.#options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      if (stream)
        createInterface(stream).on('line', (line) => chatter.test(line) || this.#options.onLine(line))
    }
    this.#port = new Promise((resolve, reject) => {
      child.once('message', (message: { port: number }) => resolve(message.port))
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`the Node functions ended (${signal ?? code})`)))
    })
    this.#port.catch((error: unknown) => this.#restart(error))
    child.once('exit', (code, signal) =>
      this.#restart(new Error(`the Node functions ended (${signal ?? code})`)),
    )
  }

  #restart(reason: unknown): void {
    if (this.#stopped || this.#timer) return
    this.#port = undefined
    this.#options.onLine(`${String(reason)}; starting them again in ${this.#delayMs} ms`)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#spawn()
    }, this.#delayMs)
    this.#delayMs = Math.min(this.#delayMs * 2, restartMaxMs)
  }
}
