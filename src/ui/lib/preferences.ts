import { serverNowMs } from './server-clock.ts'
import { readSignedIn, sessionKey } from './session.ts'

/** What the reader chose, in localStorage; a browser that forbids storage just forgets. */
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Remembers a choice; false when storage is full or forbidden. */
export function store(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value)
    return true
  } catch {
    return false
  }
}

export type ThemeChoice = 'system' | 'light' | 'dark'

/** What the reader chose: a theme, or to follow the system. */
export function themeChoice(): ThemeChoice {
  const chosen = document.documentElement.dataset['theme']
  return chosen === 'dark' || chosen === 'light' ? chosen : 'system'
}

/** Goes on to the next choice and remembers it: from the system's theme to the other one, back to the same, to "system". */
export function nextTheme(): ThemeChoice {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const other = system === 'dark' ? 'light' : 'dark'
  const order: readonly ThemeChoice[] = ['system', other, system]
  const next = order[(order.indexOf(themeChoice()) + 1) % order.length] ?? 'system'
  if (next === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = next
  store('et.theme', next)
  return next
}

/** Whether somebody is signed in here; says nothing about whether the server still agrees. */
export function signedIn(): boolean {
  try {
    const text = sessionStorage.getItem(sessionKey) ?? localStorage.getItem(sessionKey)
    return readSignedIn(text, serverNowMs()) !== undefined
  } catch {
    return false
  }
}
