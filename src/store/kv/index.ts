/** What other layers may use of this folder. */
export { feedKeyHash, hashText, userKey } from './keys.ts'
export { recordOf, type Reading } from './record.ts'
export { pageKeysMax, type Kv, type KvListOptions, type KvPage } from './port.ts'
