import { useEffect, useState } from 'preact/hooks'

/**
 * Whole seconds left, and how to start anew. It follows the clock, not its own ticks: a browser slows the timers of a
 * hidden tab, and a machine may sleep meanwhile.
 */
export function useCountdown(startS = 0): readonly [leftS: number, start: (seconds: number) => void] {
  const [nowMs, setNowMs] = useState(Date.now)
  const [endMs, setEndMs] = useState(() => Date.now() + startS * 1000)
  const runs = endMs > nowMs
  useEffect(() => {
    if (!runs) return undefined
    const look = (): void => setNowMs(Date.now())
    const timer = setInterval(look, 1000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [runs])
  const start = (seconds: number): void => {
    setNowMs(Date.now())
    setEndMs(Date.now() + seconds * 1000)
  }
  return [Math.max(0, Math.ceil((endMs - nowMs) / 1000)), start]
}
