/** A clock is believed to be wrong only when it is off by more than any cache can explain, in milliseconds. */
export const skewMs = 120_000

const kept = 'et.clock'
const state: { offsetMs: number | undefined } = { offsetMs: undefined }

/**
 * Takes the server's time from the `Date` header of an answer (full seconds). Ages, deadlines and dates of the console go
 * by it: a visitor's clock may be wrong by days.
 */
export function hearServerTime(header: string | null, nowMs: number = Date.now()): void {
  const date = Date.parse(header ?? '')
  if (Number.isNaN(date)) return
  const offset = date - nowMs
  state.offsetMs = Math.abs(offset) > skewMs ? offset : 0
  try {
    // The next page knows it before its first answer: whether a session has ended is asked at once.
    if (state.offsetMs === 0) sessionStorage.removeItem(kept)
    else sessionStorage.setItem(kept, String(state.offsetMs))
  } catch {
    // storage is blocked: known on this page alone
  }
}

/** The server's time in milliseconds since the epoch, as far as its answers have told it; else this machine's. */
export function serverNowMs(): number {
  state.offsetMs ??= keptOffset()
  return Date.now() + state.offsetMs
}

function keptOffset(): number {
  try {
    const offset = Number(sessionStorage.getItem(kept) ?? 0)
    return Number.isFinite(offset) ? offset : 0
  } catch {
    return 0 // storage is blocked
  }
}
