import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiProblem } from '../../lib/api-problem.ts'
import { useConsole } from './console.ts'
import { serverNowMs } from '../../lib/server-clock.ts'

export type Polled<T> = {
  readonly data: T | undefined
  /** The last attempt's failure; undefined after a success. */
  readonly problem: ApiProblem | undefined
  /** When `data` came, epoch ms. */
  readonly atMs: number
  readonly reload: () => void
  /** Puts a newer answer in place, as after saving. */
  readonly setData: (data: T) => void
  /** Changes the answer that is there, as after each of several writes; nothing without one. */
  readonly update: (change: (data: T) => T) => void
}

/** Waits after failures in a row: 30, 60, 120, 300 s, a fifth more or less. */
function backoffMs(failures: number): number {
  return ([30_000, 60_000, 120_000][failures - 1] ?? 300_000) * (0.8 + Math.random() * 0.4)
}

/**
 * Loads at once, then every `everyMs` (0 = once) while the tab is visible and the session goes on.
 * `key` names what is loaded: another key starts afresh.
 */
export function usePoll<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number,
): Polled<T> {
  const { store } = useConsole()
  const [state, setState] = useState<{
    key: string
    data: T | undefined
    problem: ApiProblem | undefined
    atMs: number
  }>({ key, data: undefined, problem: undefined, atMs: 0 })
  const wake = useRef<() => void>(() => undefined)
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    const control = new AbortController()
    let timer = 0
    let failures = 0
    let running = false
    const plan = (ms: number): void => {
      clearTimeout(timer)
      if (ms > 0) timer = window.setTimeout(() => void run(), ms)
    }
    const run = async (asked = false): Promise<void> => {
      if (running || (!asked && (document.hidden || store.get().readOnly))) return plan(everyMs)
      running = true
      try {
        const data = await latest.current(control.signal)
        if (control.signal.aborted) return
        failures = 0
        setState({ key, data, problem: undefined, atMs: serverNowMs() })
      } catch (error) {
        if (control.signal.aborted) return
        failures += 1
        const problem = error instanceof ApiProblem ? error : new ApiProblem('bad_answer', String(error))
        setState((old) =>
          old.key === key ? { ...old, problem } : { key, data: undefined, problem, atMs: 0 },
        )
      } finally {
        running = false
      }
      plan(failures === 0 ? everyMs : backoffMs(failures))
    }
    const seen = (): void => {
      if (!document.hidden && (everyMs > 0 || failures > 0)) void run()
    }
    wake.current = () => void run(true)
    void run(true)
    document.addEventListener('visibilitychange', seen)
    addEventListener('online', seen)
    return () => {
      control.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
      removeEventListener('online', seen)
    }
  }, [key, everyMs, store])
  const current = state.key === key ? state : { data: undefined, problem: undefined, atMs: 0 }
  return {
    data: current.data,
    problem: current.problem,
    atMs: current.atMs,
    reload: () => wake.current(),
    setData: (data) => setState({ key, data, problem: undefined, atMs: serverNowMs() }),
    update: (change) =>
      setState((old) =>
        old.key === key && old.data !== undefined ? { ...old, data: change(old.data) } : old,
      ),
  }
}
