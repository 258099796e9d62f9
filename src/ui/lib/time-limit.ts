/** A signal that aborts after so many milliseconds; `done` frees its timer. `deadline` knows more and weighs more. */
export function timeLimit(afterMs: number): Readonly<{ signal: AbortSignal; done: () => void }> {
  const control = new AbortController()
  const timer = setTimeout(() => control.abort(), afterMs)
  return { signal: control.signal, done: () => clearTimeout(timer) }
}
