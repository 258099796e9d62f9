import { useEffect, useState } from 'preact/hooks'

/**
 * Whole seconds left, and how to start anew. It follows the clock, not its own ticks: a browser slows the timers of a
 * hidden tab, and a machine may sleep meanwhile.
 */
export function useCountdown(startS = 0): readonly [leftS: number, start: (seconds: number) => void] {
  const [{ nowMs, endMs }, setSpan] = useState(() => spanOf(startS))
  const runs = endMs > nowMs
  useEffect(() => {
    if (!runs) return undefined
    const look = (): void => setSpan((span) => ({ ...span, nowMs: Date.now() }))
    const timer = setInterval(look, 1000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [runs])
  const start = (seconds: number): void => setSpan(spanOf(seconds))
  return [Math.max(0, Math.ceil((endMs - nowMs) / 1000)), start]
}

/** Both ends from one look at the clock: of two, the later is a millisecond ahead now and then. */
function spanOf(seconds: number): { nowMs: number; endMs: number } {
  const nowMs = Date.now()
  return { nowMs, endMs: nowMs + seconds * 1000 }
}
