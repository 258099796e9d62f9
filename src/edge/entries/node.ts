import { nodeRoute } from '../../http/text/node.ts'
import { textHandler } from '../text.ts'

/** Answers `/node/:id`. */
export const handle = textHandler(nodeRoute)
