/** What other layers may use of this folder. */
export { quotaOf, roomOf, type Counted, type Quota, type Room } from './room.ts'
