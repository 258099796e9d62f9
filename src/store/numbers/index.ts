/** What other layers may use of this folder. */
export { giveNumbers } from './give-numbers.ts'
export { readNumbers } from './read-numbers.ts'
