import type { ServiceContext } from '../context/context.ts'

const timeoutMs = 10_000
const answerCharsMax = 4000

/** Thrown by mail ports; `message` is the provider's own text for admins and never holds a secret. */
export class MailError extends Error {
  override readonly name = 'MailError'
}

/** The way out that mails take. */
export type MailContext = Pick<ServiceContext, 'fetch' | 'deadline'>

export type PostAnswer = { readonly ok: boolean; readonly status: number; readonly text: string }

/** POSTs JSON and reads the answer, all within 10 s. Throws MailError when nothing comes back. */
export async function postMail(
  ctx: MailContext,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<PostAnswer> {
  const { signal, cancel } = ctx.deadline(timeoutMs)
  try {
    const response = await ctx.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
      redirect: 'manual',
    })
    const text = (await response.text()).slice(0, answerCharsMax)
    return { ok: response.ok, status: response.status, text }
  } catch (error) {
    if (signal.aborted) throw new MailError(`no answer within ${timeoutMs / 1000} s`, { cause: error })
    throw new MailError(error instanceof Error ? error.message : 'the request failed', { cause: error })
  } finally {
    cancel()
  }
}
