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

/** Where the session lies, in sessionStorage or localStorage. */
export const sessionKey = 'et.session'
const signedOutKey = 'et.signed-out'
const lastEmailKey = 'et.last-email'
const roles = ['user', 'admin', 'super_admin'] as const

/** A stored session, undefined when it is absent, unreadable or past its end. */
export function readSignedIn(text: string | null, nowMs: number): SignedIn | undefined {
  if (text === null) return undefined
  try {
    const kept = JSON.parse(text) as Partial<Record<keyof SignedIn, unknown>> | null
    const role = roles.find((one) => one === kept?.role)
    if (typeof kept?.token !== 'string' || typeof kept.email !== 'string' || role === undefined)
      return undefined
    if (typeof kept.expiresAt !== 'string' || !(Date.parse(kept.expiresAt) > nowMs)) return undefined
    return { token: kept.token, email: kept.email, role, expiresAt: kept.expiresAt }
  } catch {
    return undefined
  }
}

/**
 * The session of this browser: JWT in `tab` (sessionStorage), with "keep me" in `shared` (localStorage).
 * `events` delivers the `storage` events of other tabs.
 */
export function openSession(deps: {
  readonly tab: Storage
  readonly shared: Storage
  readonly events: Pick<EventTarget, 'addEventListener'>
  readonly nowMs: () => number
}): Session {
  const { tab, shared, events, nowMs } = deps
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
      current = { ...current, ...change }
      const store = isKept() ? shared : tab
      store.setItem(sessionKey, JSON.stringify(current))
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
