/**
 * A signal that aborts after so many milliseconds, or with `other`. `AbortSignal.timeout` and `any` are younger than
 * the browsers that the pages are built for. `done` frees the timer when the work is over; `passed` tells whether it
 * was the deadline that ended it.
 */
export function deadline(
  afterMs: number,
  other?: AbortSignal,
): Readonly<{ signal: AbortSignal; passed: () => boolean; done: () => void }> {
  const control = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    control.abort(new DOMException('the deadline has passed', 'TimeoutError'))
  }, afterMs)
  const follow = (): void => control.abort(other?.reason)
  const done = (): void => {
    clearTimeout(timer)
    other?.removeEventListener('abort', follow)
  }
  if (other?.aborted) follow()
  else other?.addEventListener('abort', follow, { once: true })
  return { signal: control.signal, passed: () => late, done }
}
