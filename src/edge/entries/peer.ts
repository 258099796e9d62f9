import { peerRoute } from '../../http/text/peer.ts'
import { textHandler } from '../text.ts'

/** Answers `/peer`. */
export const handle = textHandler(peerRoute)
