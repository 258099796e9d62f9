import type { Priority } from '../../contract/vocabulary.ts'

/** The contract's list again: importing it would bring the schema library onto the page. */
export const priorities = [
  'capacity',
  'traffic',
  'bandwidth',
  'latency',
] as const satisfies readonly Priority[]
