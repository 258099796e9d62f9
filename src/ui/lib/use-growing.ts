import { useEffect, useRef, useState } from 'preact/hooks'

const first = 10
const step = 6

/**
 * How many of `wanted` rows to draw now: ten at once, the rest six a task, so that no task keeps the reader waiting.
 * Another `key` begins again.
 */
export function useGrowing(wanted: number, key: string): number {
  const [count, setCount] = useState(first)
  const drawn = useRef(key)
  const fresh = drawn.current !== key
  drawn.current = key
  const now = fresh ? first : count
  useEffect(() => {
    if (fresh) setCount(first)
    if (now >= wanted) return undefined
    const timer = setTimeout(() => setCount(Math.min(wanted, now + step)))
    return () => clearTimeout(timer)
  }, [now, wanted, key])
  return Math.min(now, wanted)
}
