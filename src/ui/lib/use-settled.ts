import { useEffect, useState } from 'preact/hooks'

/** A text that follows another once that has stood still for so long, so that typing asks the server once. */
export function useSettled(text: string, stillMs = 400): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    if (text === settled) return undefined
    const timer = setTimeout(() => setSettled(text), stillMs)
    return () => clearTimeout(timer)
  }, [text, settled, stillMs])
  return settled
}
