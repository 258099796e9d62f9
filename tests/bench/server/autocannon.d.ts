/** What is used of `autocannon`, which brings no types. */
declare module 'autocannon' {
  type Client = { setBody(body: string): void; setHeaders(headers: Readonly<Record<string, string>>): void }
  type Options = {
    readonly url: string
    readonly connections: number
    readonly duration: number
    readonly method?: 'GET' | 'POST'
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly requests?: readonly {
      readonly setupRequest: (request: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
    }[]
  }
  type Result = {
    readonly requests: { readonly average: number; readonly total: number }
    readonly latency: { readonly p50: number; readonly p99: number }
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number } | undefined>>
    readonly errors: number
    readonly duration: number
  }
  export default function autocannon(options: Options): Promise<Result>
}
