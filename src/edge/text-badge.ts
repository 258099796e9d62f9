import { answerBadge } from './badge.ts'
import { answerText } from './text-context.ts'

/** `GET /badge/:id.svg`: word and 90-day percent. */
export async function handleBadge(context: EdgeContext): Promise<Response> {
  return answerText(context, answerBadge)
}
