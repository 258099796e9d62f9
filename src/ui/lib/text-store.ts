/** What of Storage sessions and drafts need. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
