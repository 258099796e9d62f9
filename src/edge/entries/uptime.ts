import { uptimeRoute } from '../../http/text/uptime.ts'
import { textHandler } from '../text.ts'

/** Answers `/uptime/*`. */
export const handle = textHandler(uptimeRoute)
