import { deriveSecrets } from '../../auth/secrets.ts'
import { createMail } from '../../services/mail/index.ts'
import type { Caller, ServiceContext } from '../../services/context/index.ts'
import type { Kv } from '../../store/kv/index.ts'
import { createMemory } from '../../store/context/index.ts'

/** The services' outside world with a clock that the seeding moves. */
export class SeedWorld {
  nowMs = 0
  readonly #base: Omit<ServiceContext, 'caller' | 'clientIp'>
  readonly #background: Promise<unknown>[] = []

  constructor(kv: Kv, secret: string, random: () => number) {
    const fetch: typeof globalThis.fetch = () => Promise.reject(new TypeError('seeding has no network'))
    const deadline = () => ({ signal: new AbortController().signal, cancel: () => undefined })
    const variables = { JWT_SECRET: secret }
    this.#base = {
      kv,
      clock: () => this.nowMs,
      random: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
      memory: createMemory(),
      fetch,
      publicFetch: fetch,
      deadline,
      log: () => undefined,
      variables,
      secrets: deriveSecrets(secret),
      mail: createMail({ fetch, deadline }),
      waitUntil: (work) => void this.#background.push(work),
      origin: 'http://127.0.0.1',
    }
  }

  /** Does one call at an instant, for a user or for nobody, and waits for what it left running. */
  async at<Result>(
    atMs: number,
    caller: Caller | undefined,
    call: (ctx: ServiceContext) => Promise<Result>,
  ): Promise<Result> {
    this.nowMs = atMs
    const result = await call({ ...this.#base, caller, clientIp: '' })
    if (this.#background.length > 0) await Promise.all(this.#background.splice(0))
    return result
  }
}
