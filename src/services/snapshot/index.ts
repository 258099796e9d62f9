/** What other layers may use of this folder. */
export { readSnapshot, snapshotKey } from './snapshot.ts'
