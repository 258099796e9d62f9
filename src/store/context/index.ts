/** What other layers may use of this folder. */
export { beside } from './beside.ts'
export {
  createMemory,
  randomHex,
  type Clock,
  type Random,
  type StoreContext,
  type StoreMemory,
} from './context.ts'
