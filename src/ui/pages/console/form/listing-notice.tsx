import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import type { ReadNode } from '../nodes/recent.ts'
import { Box } from '../states.tsx'

/** Tells an owner that an administrator has taken the node off the lists, and in whose words why. */
export function ListingNotice({ node }: { node: ReadNode }): JSX.Element | null {
  const { listing, listing_reason: reason = '' } = node
  if (listing !== 'refused' && listing !== 'hidden') return null
  return (
    <Box tone="warn" title={t(listing === 'refused' ? 'listingRefused' : 'listingHidden')}>
      {reason === '' ? t('listingNoReason') : <span dir="auto">{t('listingReason', { reason })}</span>}
    </Box>
  )
}
