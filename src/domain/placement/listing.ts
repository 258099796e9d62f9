import type { ListingRule, ListingState } from '../../contract/vocabulary.ts'

/** What is kept of a node for its listing. */
export type ListingMarks = {
  /** An admin's word; undefined while there is none. */
  readonly isApproved?: boolean | undefined
  readonly isHidden: boolean
  /** A check from outside has joined it once. */
  readonly hasPassed: boolean
}

export const noMarks: ListingMarks = { isHidden: false, hasPassed: false }

/** How a node stands on the lists by the site's rule. What an admin has refused or hidden is off them by any rule. */
export function listingState(
  { isApproved, isHidden, hasPassed }: ListingMarks,
  rule: ListingRule,
): ListingState {
  if (isHidden) return 'hidden'
  if (isApproved === false) return 'refused'
  if (rule === 'approved' && isApproved !== true) return 'unapproved'
  if (rule !== 'open' && !hasPassed) return 'unchecked'
  return 'listed'
}
