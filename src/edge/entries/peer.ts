import { peerRoute } from '../../http/text/peer.ts'
import { textHandler } from '../text.ts'

const answer = textHandler(peerRoute)

/** Answers `/peer`. */
export async function handle(context: EdgeContext): Promise<Response> {
  const response = await answer(context)
  globalThis.__drive?.(context)
  return response
}
