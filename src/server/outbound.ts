/** Where mails go; `mail-resend.ts` names the same. */
const mailOrigin = 'https://api.resend.com'

/** A request to a host that nobody with access to this machine has named. */
export class OutboundForbidden extends Error {
  override readonly name = 'OutboundForbidden'
}

/** The origins that this server sends requests to: of its variables, never of anything that a request says. */
export function outboundOrigins(variables: Readonly<Record<string, string>>): ReadonlySet<string> {
  const origins = [mailOrigin]
  for (const name of ['EDGEONE_CHECK_API', 'HEARTBEAT_URL']) {
    const address = variables[name]
    if (address !== undefined) origins.push(new URL(address).origin)
  }
  return new Set(origins)
}

/** `fetch` for the allowed origins alone; a redirect is an answer and is never followed. Rejects with OutboundForbidden. */
export function createOutboundFetch(
  allowed: ReadonlySet<string>,
  send: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    if (!allowed.has(url.origin)) throw new OutboundForbidden(`requests to ${url.origin} are not allowed`)
    return send(input, { ...init, redirect: 'manual' })
  }
}
