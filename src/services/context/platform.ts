/** Interfaces of a runtime that are tried rather than believed. */
export type PlatformApis = {
  /** Of those that the site cannot do without: the names of the absent ones. */
  readonly absent: readonly string[]
  readonly pbkdf2: boolean
  readonly hmac: boolean
  readonly hmacOfNothing: boolean
  readonly streams: boolean
  /** Of those that the site does without: name -> whether it is there. */
  readonly others: Readonly<Record<string, boolean>>
}

/** What a self-test wants to know of the place where it runs. */
export type Platform = {
  readonly kind: 'edgeone' | 'server'
  /** How the store came here: bound as a global, as a member of the environment, not at all, or a store of our own. */
  readonly storage: 'global' | 'environment' | 'none' | 'own'
  readonly hasWaitUntil: boolean
  /** Tries the interfaces; undefined where nobody takes any away. */
  readonly tryApis?: () => Promise<PlatformApis>
  /** Versions and the like, for the admins. */
  readonly facts: Readonly<Record<string, string>>
}

/** A server of one's own that says nothing of itself. */
export const plainServer: Platform = { kind: 'server', storage: 'own', hasWaitUntil: true, facts: {} }
