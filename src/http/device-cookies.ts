import type { DeviceCookies } from '../services/context/index.ts'

const nameChars = 12

/**
 * One cookie for each account, so that people who share a browser do not put each other's out. Over HTTPS the prefix
 * keeps other hosts and plain HTTP from setting it.
 */
function nameOf(userKey: string, isHttps: boolean): string {
  return `${isHttps ? '__Host-' : ''}etd_${userKey.slice(0, nameChars)}`
}

/** The device cookies of one request, and the one that its answer is to set. */
export class RequestDevices implements DeviceCookies {
  readonly #header: string
  readonly #isHttps: boolean
  /** Whole `Set-Cookie` field of the answer; undefined when there is nothing to set. */
  setCookie: string | undefined

  constructor(request: Request, origin: string) {
    this.#header = request.headers.get('cookie') ?? ''
    this.#isHttps = origin.startsWith('https:')
  }

  cookieOf(userKey: string): string | undefined {
    const start = `${nameOf(userKey, this.#isHttps)}=`
    const pair = this.#header.split(';').find((part) => part.trim().startsWith(start))
    return pair?.trim().slice(start.length)
  }

  remember(userKey: string, value: string, lifeMs: number): void {
    // The prefix asks for the whole site's path.
    const where = this.#isHttps ? '/; Secure' : '/api/auth'
    this.setCookie =
      `${nameOf(userKey, this.#isHttps)}=${value}; Max-Age=${Math.floor(lifeMs / 1000)}` +
      `; HttpOnly; SameSite=Strict; Path=${where}`
  }
}
