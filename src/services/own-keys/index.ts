/** What other layers may use of this folder. */
export { createApiKey, listApiKeysOf, quotaOfApiKey, removeApiKey } from './manage-keys.ts'
