import { tickMarkKey } from '../kv/keys.ts'
import { emptyValue } from '../kv/port.ts'
import type { Lease } from './lease.ts'

/** The lease of a store that can write a key unless it is there: exactly one caller of all servers on it has a minute. */
export function newKeyLease(store: {
  readonly putNew: (key: string, value: string) => Promise<boolean>
}): Lease {
  return { acquire: (minuteMs) => store.putNew(tickMarkKey(minuteMs), emptyValue) }
}
