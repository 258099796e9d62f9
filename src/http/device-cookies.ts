import type { DeviceCookies } from '../services/context/index.ts'

const nameChars = 12

/** One cookie for each account, so that people who share a browser do not put each other's out. */
function nameOf(userKey: string): string {
  return `etd_${userKey.slice(0, nameChars)}`
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
    const start = `${nameOf(userKey)}=`
    const pair = this.#header.split(';').find((part) => part.trim().startsWith(start))
    return pair?.trim().slice(start.length)
  }

  remember(userKey: string, value: string, lifeMs: number): void {
    const secure = this.#isHttps ? '; Secure' : ''
    this.setCookie =
      `${nameOf(userKey)}=${value}; Path=/api/auth; Max-Age=${Math.floor(lifeMs / 1000)}` +
      `; HttpOnly; SameSite=Strict${secure}`
  }
}
