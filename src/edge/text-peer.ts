import { answerPeer } from './peer.ts'
import { answerText } from './text-context.ts'

/** `GET /peer`: one peer URL for an EasyTier client. */
export async function handlePeer(context: EdgeContext): Promise<Response> {
  const answer = await answerText(context, answerPeer)
  globalThis.__drive?.(context)
  return answer
}
