import { badgeRoute } from '../../http/text/badge.ts'
import { textHandler } from '../text.ts'

/** Answers `/badge/:id.svg`. */
export const handle = textHandler(badgeRoute)
