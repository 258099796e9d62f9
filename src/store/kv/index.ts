/** What other layers may use of this folder. */
export { userKey } from './keys.ts'
export type { Kv } from './port.ts'
