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

/** The theme on the screen now. */
export function theme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'dark' || chosen === 'light') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Goes over to the other theme and remembers it. */
export function toggleTheme(): 'light' | 'dark' {
  const next = theme() === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset['theme'] = next
  store('et.theme', next)
  return next
}

/** Whether somebody is signed in here; says nothing about whether the server still agrees. */
export function signedIn(): boolean {
  try {
    const text = sessionStorage.getItem(sessionKey) ?? localStorage.getItem(sessionKey)
    return readSignedIn(text, Date.now()) !== undefined
  } catch {
    return false
  }
}
