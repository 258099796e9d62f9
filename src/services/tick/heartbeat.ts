import type { ServiceContext } from '../context/context.ts'

const heartbeatMs = 5000

/**
 * Tells the address in `HEARTBEAT_URL`, when there is one, that a tick has ended: a GET with a deadline of 5 s, whose
 * answer is not read. Whoever watches that address notices a clock that stands still. A failure is logged, no more.
 */
export async function beat(ctx: ServiceContext): Promise<void> {
  const address = ctx.variables.HEARTBEAT_URL
  if (address === undefined || address === '') return
  const { signal, cancel } = ctx.deadline(heartbeatMs)
  try {
    const answer = await ctx.fetch(address, { redirect: 'manual', signal })
    await answer.body?.cancel()
    if (!answer.ok) ctx.log('heartbeat_failed', { status: answer.status })
  } catch (error) {
    // The address is a secret of its own with most services: it is not logged.
    ctx.log('heartbeat_failed', { error: error instanceof Error ? error.name : typeof error })
  } finally {
    cancel()
  }
}
