import { useEffect, useRef, useState } from 'preact/hooks'
import { wroteLately } from './own-writes.ts'
import { Poll, type PollView } from './poll.ts'

type Seed<T> = Readonly<{ data: T; freshMs: number }>

export type Feed<T> = PollView<T> &
  Readonly<{
    /** The server's time, epoch ms, renewed at least every 15 s. */
    nowMs: number
    /** Its last try failed, and what is shown is older than 90 s. */
    stale: boolean
    retry: () => void
    /** Counts returns to the tab. */
    visits: number
  }>

const tickMs = 15_000
const staleAfterMs = 90_000

/** Polls an address while the tab is visible. `seed` is shown until the first answer. */
export function useFeed<T extends { generated_at: string }>(url: string, seed?: Seed<T>): Feed<T> {
  const poll = useRef<Poll<T> | undefined>(undefined)
  const [, draw] = useState(0)
  const visits = useRef(0)
  if (!poll.current) {
    poll.current = new Poll<T>(url, browser, () => draw((count) => count + 1))
    if (seed) poll.current.seed(seed.data, seed.freshMs)
  }
  const feed = poll.current
  useEffect(() => {
    const look = (): void => {
      if (document.hidden) return feed.pause()
      visits.current += 1
      return feed.wake()
    }
    const online = (): void => void feed.ask()
    look()
    document.addEventListener('visibilitychange', look)
    addEventListener('online', online)
    const ticking = setInterval(() => document.hidden || draw((count) => count + 1), tickMs)
    return () => {
      document.removeEventListener('visibilitychange', look)
      removeEventListener('online', online)
      clearInterval(ticking)
      feed.pause()
    }
  }, [feed])
  const view = feed.current()
  const nowMs = feed.now()
  const stale = view.failed && nowMs - view.freshMs > staleAfterMs
  return { ...view, nowMs, stale, retry: () => void feed.ask(), visits: visits.current }
}

const browser = {
  fetch: (url: string, init: RequestInit): Promise<Response> => fetch(url, init),
  nowMs: () => Date.now(),
  random: () => Math.random(),
  setTimer: (run: () => void, ms: number) => window.setTimeout(run, ms),
  clearTimer: (id: number) => clearTimeout(id),
  outdated: () => wroteLately(Date.now()),
}
