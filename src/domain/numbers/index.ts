/** What other layers may use of this folder. */
export { isHeld, numbersMax, ownersOf, preferredNumbers, publishedNumbers, type Claim } from './claims.ts'
