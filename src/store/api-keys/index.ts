/** What other layers may use of this folder. */
export {
  addApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  revokeApiKeysOf,
  setApiKeyQuota,
  type ApiKeyRecord,
  type StoredApiKey,
} from './api-keys.ts'
export { foldUses } from './fold-uses.ts'
export { readUses, type DayUses } from './read-uses.ts'
export { loadNodesPerHour, loadSiteQuota } from './site-quota.ts'
export { takeUses, type Taken } from './take-uses.ts'
