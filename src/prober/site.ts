import * as v from 'valibot'
import { sendPlainly, type Send } from './send.ts'
import {
  ProberResultsAnswer,
  ProberWorkAnswer,
  type ProberResult,
  type ProberWork,
} from '../contract/places.ts'

/** What the site answered: what was asked for, that nothing has changed, that the key is none, or nothing usable. */
export type Reply<Answer> =
  | { readonly kind: 'ok'; readonly value: Answer }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'away'; readonly why: string }

const answerMs = 20_000
const answerCharsMax = 4_000_000

/** The site as a place sees it. The key travels in a header, to this host alone. */
export class Site {
  readonly #origin: string
  readonly #key: string
  readonly #version: string
  readonly #send: Send
  #tag = ''

  constructor(origin: string, key: string, version: string, send: Send = sendPlainly) {
    this.#send = send
    this.#origin = origin
    this.#key = key
    this.#version = version
  }

  /** What there is to check; `same` when it is what was answered last. */
  async work(): Promise<Reply<ProberWork>> {
    const reply = await this.#call('/api/prober/work', ProberWorkAnswer, {
      headers: this.#tag === '' ? {} : { 'if-none-match': this.#tag },
    })
    return reply
  }

  /** Gives results to the site; doing it twice does no harm. */
  post(results: readonly ProberResult[]): Promise<Reply<{ kept: number }>> {
    return this.#call('/api/prober/results', ProberResultsAnswer, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: this.#version, results }),
    })
  }

  async #call<Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    init: { method?: string; headers: Record<string, string>; body?: string },
  ): Promise<Reply<v.InferOutput<Schema>>> {
    try {
      const response = await this.#send(`${this.#origin}${path}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${this.#key}` },
        signal: AbortSignal.timeout(answerMs),
      })
      const text = await response.text()
      if (response.status === 304) return { kind: 'same' }
      if (response.status === 401) return { kind: 'refused' }
      if (!response.ok || text.length > answerCharsMax)
        return { kind: 'away', why: `HTTP ${response.status}` }
      const value = v.parse(schema, JSON.parse(text))
      if (path === '/api/prober/work') this.#tag = response.headers.get('etag') ?? ''
      return { kind: 'ok', value }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
      return { kind: 'away', why: `${error instanceof Error ? error.message : String(error)}${cause}` }
    }
  }
}
