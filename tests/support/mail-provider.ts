/** A request that reached the provider or the sink. */
export type MailCall = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

/** An HTTP endpoint in memory that takes mails and answers as told. */
export function mailProvider(answer: () => Response | Promise<Response> = () => new Response('{"id":"1"}')): {
  readonly calls: MailCall[]
  readonly fetch: typeof globalThis.fetch
} {
  const calls: MailCall[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    calls.push({
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: JSON.parse(await request.text()),
    })
    return answer()
  }
  return { calls, fetch }
}

/** The token in a mail's link. */
export function linkToken(text: unknown): string {
  return /[?&]token=([0-9a-f]+)/.exec(String(text))?.[1] ?? ''
}
