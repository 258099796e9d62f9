import { answerFeed } from './feed.ts'
import { answerText } from './text-context.ts'

/** `GET /feed.xml`: changes of state as Atom. */
export async function handleFeed(context: EdgeContext): Promise<Response> {
  return answerText(context, answerFeed)
}
