import { Redirect, TextAnswer } from '../answer.ts'
import type { ServiceContext } from '../../services/context/index.ts'

/**
 * The document is a static file of this deployment: inside the bundle it would be a third of it.
 * Where an edge function cannot fetch from its own host, the reader is sent there.
 */
export async function openapi(ctx: ServiceContext): Promise<TextAnswer | Redirect> {
  if (ctx.apiDocument !== undefined) {
    const { text, tag } = ctx.apiDocument
    return new TextAnswer(() => text, { etag: tag })
  }
  const deadline = ctx.deadline(5_000)
  try {
    const response = await ctx.fetch(`${ctx.origin}/openapi.json`, { signal: deadline.signal })
    const text = await response.text()
    if (response.status === 200 && text.startsWith('{"openapi":')) {
      const etag = response.headers.get('etag')
      return new TextAnswer(() => text, etag === null ? {} : { etag })
    }
    ctx.log('openapi_unreachable', { status: response.status })
  } catch (error) {
    ctx.log('openapi_unreachable', { error: error instanceof Error ? error.message : typeof error })
  } finally {
    deadline.cancel()
  }
  return new Redirect('/openapi.json')
}
