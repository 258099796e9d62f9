import { useEffect, useState } from 'preact/hooks'
import type { CheckResult } from '../../../../contract/check.ts'

/** A check of a node that was made on this page. */
export type Check = { readonly atMs: number; readonly result: CheckResult }
type Kept = { readonly busy: boolean; readonly last: Check | undefined }

const checksMax = 500
const kept = new Map<number, Kept>()
const listeners = new Set<() => void>()

function put(id: number, value: Kept): void {
  kept.delete(id)
  kept.set(id, value)
  const oldest = kept.keys().next().value
  if (kept.size > checksMax && oldest !== undefined) kept.delete(oldest)
  for (const listener of listeners) listener()
}

/** A check of the node is under way. */
export function beginCheck(id: number): void {
  put(id, { busy: true, last: kept.get(id)?.last })
}

/** The check is over; without a result the last one stays. */
export function endCheck(id: number, check: Check | undefined): void {
  put(id, { busy: false, last: check ?? kept.get(id)?.last })
}

/** The last check of a node on this page, and whether one is under way. */
export function useCheck(id: number): Kept {
  const [, draw] = useState(0)
  useEffect(() => {
    const listener = (): void => draw((count) => count + 1)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
  return kept.get(id) ?? { busy: false, last: undefined }
}
