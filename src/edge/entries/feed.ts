import { feedRoute } from '../../http/text/feed.ts'
import { textHandler } from '../text.ts'

/** Answers `/feed`, where `/feed.xml` leads. */
export const handle = textHandler(feedRoute)
