import type { Usage } from '../../src/emulator/shim/channel.ts'

/** Where the HTTP suite sends its requests: the app in this process, the Node server, or the emitted bundle in workerd. */
export type Target = {
  readonly name: 'in process' | 'Node server' | 'workerd'
  fetch(request: Request, options?: { clientIp?: string }): Promise<Response>
  /** KV operations of one answer, without its background work. */
  usage(response: Response): Pick<Usage, 'get' | 'put' | 'delete' | 'list' | 'rounds'>
  /** Resolves when the background work of all requests so far is done. */
  idle(): Promise<void>
  advance(ms: number): void
  /** What was logged so far, one JSON line each. */
  readonly lines: readonly string[]
  stop(): Promise<void>
}

export type TargetOptions = {
  /** Variables beside JWT_SECRET. */
  readonly env?: Readonly<Record<string, string>>
}

export const jwtSecret = 'a-secret-of-the-http-suite-0123456789'
export const origin = 'http://nodes.example'

/** All ways to run the suite; the last runs what the EdgeOne CLI emitted. */
export const targets: readonly { name: Target['name']; start(options?: TargetOptions): Promise<Target> }[] = [
  {
    name: 'in process',
    start: async (options) => (await import('./http-in-process.ts')).startInProcess(options),
  },
  { name: 'Node server', start: async (options) => (await import('./http-node.ts')).startNode(options) },
  { name: 'workerd', start: async (options) => (await import('./http-workerd.ts')).startWorkerd(options) },
]
