import { dropDrafts } from './draft.ts'
import type { TextStore } from './text-store.ts'

/** A signed-in account; `expiresAt` is an ISO time. */
export type SignedIn = {
  readonly token: string
  readonly email: string
  readonly role: 'user' | 'admin' | 'super_admin'
  readonly expiresAt: string
}

export type Session = {
  readonly current: () => SignedIn | undefined
  /** `keep` moves the session to localStorage, where it outlives the tab. Another account drops the drafts of the last. */
  readonly signIn: (record: SignedIn, keep: boolean) => void
  /** Takes over a new role or token where the session already lies. */
  readonly renew: (change: Partial<SignedIn>) => void
  /** Clears both stores and the drafts, in every tab; `alone` spares tabs in which another account is signed in. */
  readonly signOut: (alone?: boolean) => void
  readonly isKept: () => boolean
  /** Calls back after every change, made here or in another tab. Answers the function that ends it. */
  readonly subscribe: (listener: () => void) => () => void
}

/** How tabs of one browser tell each other something: a BroadcastChannel. */
export type TabChannel = {
  readonly post: (message: unknown) => void
  readonly listen: (heard: (message: unknown) => void) => void
}

/** Where the session lies, in sessionStorage or localStorage. */
export const sessionKey = 'et.session'
const signedOutKey = 'et.signed-out'
const lastEmailKey = 'et.last-email'
const roles = ['user', 'admin', 'super_admin'] as const

/** A stored session, undefined when it is absent, unreadable or past its end. */
export function readSignedIn(text: string | null, nowMs: number): SignedIn | undefined {
  if (text === null) return undefined
  try {
    return asSignedIn(JSON.parse(text), nowMs)
  } catch {
    return undefined
  }
}

function asSignedIn(value: unknown, nowMs: number): SignedIn | undefined {
  const kept = value as Partial<Record<keyof SignedIn, unknown>> | null | undefined
  const role = roles.find((one) => one === kept?.role)
  if (typeof kept?.token !== 'string' || typeof kept.email !== 'string' || role === undefined)
    return undefined
  if (typeof kept.expiresAt !== 'string' || !(Date.parse(kept.expiresAt) > nowMs)) return undefined
  return { token: kept.token, email: kept.email, role, expiresAt: kept.expiresAt }
}

/**
 * The session of this browser: JWT in `tab` (sessionStorage), with "keep me" in `shared` (localStorage).
 * `events` delivers the `storage` events of other tabs. A tab that opens without a session is handed that of a tab beside
 * it over `channel`; it ends with the last of them. A renewed token goes to all tabs of its account.
 */
export function openSession(deps: {
  readonly tab: Storage
  readonly shared: Storage
  readonly events: Pick<EventTarget, 'addEventListener'>
  readonly nowMs: () => number
  readonly channel?: TabChannel | undefined
}): Session {
  const { tab, shared, events, nowMs, channel } = deps
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const read = (store: TextStore): SignedIn | undefined => readSignedIn(store.getItem(sessionKey), nowMs())
  // Read once: an end that passes while the page is open is the server's to tell, so that the page can stay.
  let current = read(tab) ?? read(shared)
  const isKept = (): boolean => tab.getItem(sessionKey) === null && shared.getItem(sessionKey) !== null
  const clear = (): void => {
    current = undefined
    tab.removeItem(sessionKey)
    tab.removeItem(lastEmailKey)
    dropDrafts(tab)
  }

  events.addEventListener('storage', (event) => {
    const key = 'key' in event ? event.key : null
    const ended =
      'newValue' in event && typeof event.newValue === 'string' ? event.newValue.split(' ')[1] : undefined
    if (key === signedOutKey && ended && ended !== current?.email) return
    if (key === signedOutKey || key === null) clear()
    else if (key === sessionKey && tab.getItem(sessionKey) === null) {
      const kept = read(shared)
      if (kept === undefined) clear()
      else {
        if (current !== undefined && kept.email !== current.email) dropDrafts(tab)
        current = kept
      }
    } else return
    tell()
  })

  const put = (record: SignedIn): void => {
    current = record
    ;(isKept() ? shared : tab).setItem(sessionKey, JSON.stringify(record))
  }
  channel?.listen((heard) => {
    const message = heard as { readonly kind?: unknown; readonly record?: unknown } | null | undefined
    if (message?.kind === 'ask') {
      if (current !== undefined) channel.post({ kind: 'have', record: current })
      return
    }
    const record = asSignedIn(message?.record, nowMs())
    if (record === undefined || (current !== undefined && current.email !== record.email)) return
    if (message?.kind !== (current === undefined ? 'have' : 'renewed')) return
    put(record)
    tab.setItem(lastEmailKey, record.email)
    tell()
  })
  if (current === undefined) channel?.post({ kind: 'ask' })

  return {
    current: () => current,
    isKept,
    signIn: (record, keep) => {
      const last = tab.getItem(lastEmailKey)
      if (last !== null && last !== record.email) dropDrafts(tab)
      tab.setItem(lastEmailKey, record.email)
      if (keep) tab.removeItem(sessionKey)
      else if (read(shared)?.email === record.email) shared.removeItem(sessionKey)
      ;(keep ? shared : tab).setItem(sessionKey, JSON.stringify(record))
      current = record
      tell()
    },
    renew: (change) => {
      if (current === undefined) return
      put({ ...current, ...change })
      channel?.post({ kind: 'renewed', record: current })
      tell()
    },
    signOut: (alone = false) => {
      const email = alone ? (current?.email ?? '') : ''
      clear()
      const kept = read(shared)
      if (!alone || kept === undefined || kept.email === email) shared.removeItem(sessionKey)
      shared.setItem(signedOutKey, `${nowMs()} ${email}`)
      tell()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
