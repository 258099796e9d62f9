/** What other layers may use of this folder. */
export { authenticateApiKey, looksLikeApiKey, type UsedKey } from './authenticate-key.ts'
export { chargeApiKey } from './charge-key.ts'
