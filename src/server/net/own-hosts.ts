import { normalAddress } from './trusted-proxies.ts'

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1'])

/** A host as a header names it. */
export type NamedHost = {
  /** With its port, lower case, as it goes into an origin. */
  readonly host: string
  /** Without port and brackets. */
  readonly name: string
}

/** Reads a Host field (RFC 9110, 7.2); undefined when it is none. */
export function parseHost(text: string): NamedHost | undefined {
  if (text.length > 300 || !/^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/.test(text))
    return undefined
  const host = text.toLowerCase()
  if (!URL.canParse(`http://${host}`)) return undefined
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  return { host, name }
}

/**
 * The names that this server answers to: those of PUBLIC_ORIGIN, loopback, and the address that the connection itself
 * reached. A page of a stranger whose name was made to point here is told no (DNS rebinding).
 */
export class OwnHosts {
  readonly #names: ReadonlySet<string>

  /** `bound` is the name the listener was given; a wildcard names nothing. */
  constructor(publicOrigin: string | undefined, bound: string) {
    const names = [bound]
    if (publicOrigin !== undefined) names.push(parseHost(new URL(publicOrigin).host)?.name ?? '')
    this.#names = new Set(names.filter((name) => !['', '0.0.0.0', '::'].includes(name)))
  }

  /** Whether a name is ours on a connection that arrived at `localAddress`. */
  has({ name }: NamedHost, localAddress: string | undefined): boolean {
    if (this.#names.has(name) || loopbackNames.has(name)) return true
    const address = normalAddress(name)
    return address !== undefined && address === normalAddress(localAddress ?? '')
  }
}
