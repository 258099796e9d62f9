import { solveChallenge } from 'altcha-lib/v1'
import type { ProofChallenge } from '../../src/auth/proof-of-work.ts'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { vi } from 'vitest'
import { saveKv } from '../../src/tools/demo/save.ts'
import { seedDemo, type SeededNode, type SeedOptions } from '../../src/tools/demo/seed.ts'
import { patienceMs } from './browser.ts'
import { freePort } from './free-port.ts'
import { NpmStart, temporaryFolder } from './npm-start.ts'

/** `JWT_SECRET` of the servers that tests start. */
export const siteSecret = 'a-secret-for-the-browser-tests-only'

/** `npm start` in a folder of its own, on a port that stays its own when it is started again. */
export class Site {
  readonly origin: string
  readonly nodes: readonly SeededNode[]
  readonly #dataDir: string
  readonly #remove: () => void
  readonly #port: number
  readonly #env: Readonly<Record<string, string>>
  readonly #script: 'start' | 'edge'
  #program: NpmStart | undefined

  private constructor(
    port: number,
    data: { readonly folder: string; readonly remove: () => void; readonly nodes: readonly SeededNode[] },
    env: Readonly<Record<string, string>>,
    script: 'start' | 'edge',
  ) {
    this.#port = port
    this.origin = `http://127.0.0.1:${port}`
    this.#dataDir = data.folder
    this.#remove = data.remove
    this.nodes = data.nodes
    this.#env = env
    this.#script = script
  }

  /**
   * Starts it: empty, or with invented nodes; `env` goes over the variables that every site has. `edge` is the emulation
   * of EdgeOne, for what a server of its own refuses to start with.
   */
  static async open(
    seed?: Omit<SeedOptions, 'secret' | 'nowMs'>,
    env: Readonly<Record<string, string>> = {},
    script: 'start' | 'edge' = 'start',
  ): Promise<Site> {
    const { folder, remove } = temporaryFolder('easytier-e2e-')
    mkdirSync(folder, { recursive: true })
    let nodes: readonly SeededNode[] = []
    if (seed !== undefined) {
      const seeded = await seedDemo({ ...seed, secret: siteSecret, nowMs: Date.now() })
      await saveKv(seeded.kv, folder)
      nodes = seeded.nodes
    }
    const site = new Site(await freePort(), { folder, remove, nodes }, env, script)
    await site.start()
    return site
  }

  async start(): Promise<void> {
    const env = { JWT_SECRET: siteSecret, CHECK_ROUNDS: 'off', ...this.#env }
    this.#program = new NpmStart({ dataDir: this.#dataDir, port: this.#port, env, script: this.#script })
    await this.#program.origin()
  }

  /** Ends the server as a crash would; its data stays. */
  async kill(): Promise<void> {
    this.#program?.signalAll('SIGKILL')
    await this.#program?.exited
    this.#program = undefined
  }

  async stop(): Promise<void> {
    this.#program?.signalAll('SIGTERM')
    await this.#program?.exited
    this.#remove()
  }

  /** The newest mail to an address, when it is there. */
  async mailTo(email: string): Promise<string> {
    const folder = path.join(this.#dataDir, 'mail')
    const newest = (): string | undefined => {
      if (!existsSync(folder)) return undefined
      const mails = readdirSync(folder).sort()
      return mails
        .map((name) => readFileSync(path.join(folder, name), 'utf8'))
        .findLast((mail) => mail.startsWith(`To: ${email}\n`))
    }
    return vi.waitUntil(newest, { timeout: patienceMs, interval: 50 })
  }

  /** A session token of an account, as a program signs in. */
  async tokenOf({ email, password }: { readonly email: string; readonly password: string }): Promise<string> {
    return (await this.call<{ token: string }>('POST', '/api/auth/login', { email, password })).token
  }

  /** A registration with its proof of work: everybody here is one IP, of whose third account on work is asked. */
  async register(email: string, password: string): Promise<{ verification_token: string }> {
    return this.call('POST', '/api/auth/register', { email, password, altcha: await this.#solve() })
  }

  /** An account whose address is confirmed. */
  async addUser(email: string, password: string): Promise<{ email: string; password: string }> {
    const registered = await this.register(email, password)
    await this.call('GET', `/api/auth/verify?token=${registered.verification_token}`)
    return { email, password }
  }

  async #solve(): Promise<string> {
    const { maxnumber, ...given } = await this.call<ProofChallenge>('GET', '/api/auth/challenge')
    const { promise } = solveChallenge(given.challenge, given.salt, given.algorithm, maxnumber)
    const { number } = (await promise) ?? { number: -1 }
    return btoa(JSON.stringify({ ...given, number }))
  }

  /** A call of the API as a program makes it; throws what the server answered when it refuses. */
  async call<Answer>(method: string, url: string, body?: unknown, token?: string): Promise<Answer> {
    const response = await fetch(this.origin + url, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
    return JSON.parse(text) as Answer
  }
}
