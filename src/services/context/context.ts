import type { Role } from '../../contract/auth.ts'
import type { PasswordPolicy } from '../../auth/passwords.ts'
import type { Session } from '../../auth/tokens.ts'
import type { Secrets } from '../../auth/secrets.ts'
import type { Platform } from './platform.ts'
import type { UsedKey } from '../api-keys/authenticate-key.ts'
import type { Variables } from './variables.ts'
import type { StoreContext } from '../../store/context/index.ts'
import type { PlaceRecord } from '../../store/places/index.ts'
import type { Lease } from '../../store/tick/index.ts'

/** A mail in plain text. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string }

/** Account at the mail provider; `source` says where its key comes from. */
export type MailAccount = {
  readonly apiKey: string
  readonly from: string
  readonly source: 'settings' | 'environment'
}

/** Sends one mail; throws MailError with the provider's own words. `source` says which adapter it is. */
export type MailPort = {
  readonly source: 'none' | 'settings' | 'environment' | 'local'
  send(mail: Mail): Promise<void>
  /** The port of the provider for an account of the settings or the environment. */
  withAccount?(account: MailAccount): MailPort
}

/** The signed-in user behind a request, loaded from the store for this request. */
export type Caller = {
  readonly email: string
  /** Key of the user in the store. */
  readonly userKey: string
  readonly role: Role
  /** The session that the request belongs to. */
  readonly session?: Session & { readonly expiresAtMs: number }
  /** Whether the account has a second factor. */
  readonly hasTotp?: boolean
}

/** Signed cookies by which a browser shows that it has signed in before. */
export type DeviceCookies = {
  /** Value of this user's cookie; undefined without one. */
  cookieOf(userKey: string): string | undefined
  /** Has the answer set it. */
  remember(userKey: string, value: string, lifeMs: number): void
}

/** `fetch` for addresses that users name: to public ones alone, never along a redirect. Rejects with TargetForbidden. */
export type PublicFetch = (
  url: string,
  init: {
    readonly method: 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly signal: AbortSignal
    readonly redirect: 'manual'
  },
) => Promise<Response>

/** Time limit of one outgoing call; `cancel` when the call is over. */
export type Deadline = { readonly signal: AbortSignal; readonly cancel: () => void }

/**
 * A checker in this very process: answers what the checker of another place would answer as JSON. Rejects only for a bug
 * and when the signal aborts. `isKnown`: for an owner or a holder of the key.
 */
export type LocalChecker = (
  path: '/check' | '/batch-check' | '/health',
  body: unknown,
  asking: { readonly isKnown: boolean; readonly signal: AbortSignal },
) => Promise<unknown>

/** The API document as a text, and its entity tag. */
export type ApiDocument = { readonly text: string; readonly tag: string }

/** One structured line; never a secret. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Told by whoever counts what a caller may have; the answer carries it. */
export type Allowance = {
  tell(left: {
    readonly limit: number
    readonly remaining: number
    /** Until there is more. */
    readonly resetMs: number
    readonly minute?: { readonly limit: number; readonly remaining: number }
  }): void
}

/** What answers need that know nothing of accounts, mails and checks: those in plain text, the badge and the feed. */
export type SiteContext = StoreContext & {
  readonly log: Log
  /** What the platform says, never a header of the client. */
  readonly clientIp: string
  /** Where the client is, as the platform says it, in the form of the parameter `from=`; absent or '' where it does not. */
  readonly from?: string
  /** PUBLIC_ORIGIN, else the request's own origin. */
  readonly origin: string
  /** The API key that was shown and is good. */
  readonly apiKey?: UsedKey
  /** Absent where no answer is made. */
  readonly allowance?: Allowance
}

/** What every service gets: the outside world as parameters, no globals. */
export type ServiceContext = SiteContext & {
  readonly fetch: typeof globalThis.fetch
  readonly publicFetch: PublicFetch
  /** Aborts its signal after so many milliseconds. */
  readonly deadline: (timeoutMs: number) => Deadline
  readonly variables: Variables
  /** Keys derived from JWT_SECRET; undefined while it is unset or too short. */
  readonly secrets: Secrets | undefined
  /** Where mails go while no provider is configured. */
  readonly mail: MailPort
  /** Where this server listens: for links in mails while neither PUBLIC_ORIGIN nor the setting `site_url` is there. */
  readonly ownAddress?: string
  /** Undefined where the checks run somewhere else than this code. */
  readonly localChecker?: LocalChecker
  /** Undefined where the document is a file of the deployment's own host. */
  readonly apiDocument?: ApiDocument
  /** Replaces the policy of PASSWORD_HASH. */
  readonly passwordPolicy?: PasswordPolicy
  /** Gives a tick to one of all servers; without it the KV alone decides, once at each place. */
  readonly lease?: Lease
  /** What the client calls itself, for the list of sessions. */
  readonly userAgent?: string
  /** What the self-test is told of this place; a plain server without it. */
  readonly platform?: Platform
  /** Undefined on public routes. */
  readonly caller: Caller | undefined
  /** The place whose key was shown; undefined on all other routes. */
  readonly place?: PlaceRecord
  /** Of the request's browser; absent where nobody signs in. */
  readonly devices?: DeviceCookies
}
