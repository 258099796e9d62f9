import type { TextStore } from './text-store.ts'

const prefix = 'et.draft.'

/** Unsent forms of one account, kept for this tab only. Callers leave secrets out of what they save. */
export type Drafts = {
  /** Undefined without a draft, or when it belongs to another account or cannot be read. */
  readonly load: (name: string) => unknown
  readonly save: (name: string, value: unknown) => void
  readonly drop: (name: string) => void
}

/** Drafts in `store` (sessionStorage) for the account `email`. */
export function openDrafts(store: TextStore, email: string): Drafts {
  return {
    load: (name) => {
      const text = store.getItem(prefix + name)
      if (text === null) return undefined
      try {
        const kept: unknown = JSON.parse(text)
        if (typeof kept !== 'object' || kept === null || !('email' in kept) || !('value' in kept))
          return undefined
        return kept.email === email ? kept.value : undefined
      } catch {
        // Not ours or cut short: as good as none.
        store.removeItem(prefix + name)
        return undefined
      }
    },
    save: (name, value) => store.setItem(prefix + name, JSON.stringify({ email, value })),
    drop: (name) => store.removeItem(prefix + name),
  }
}

/** Drops every draft, as when another account signs in. */
export function dropDrafts(store: Storage): void {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index))
  for (const name of names) if (name?.startsWith(prefix)) store.removeItem(name)
}
