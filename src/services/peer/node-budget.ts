import { ServiceError } from '../../contract/errors.ts'
import { hourMs, ipSubject } from '../../domain/values/index.ts'
import { loadNodesPerHour } from '../../store/api-keys/index.ts'
import { noteGivenNodes, quietNodes, readGivenNodes, type GivenNodes } from '../../store/throttle/index.ts'
import type { SiteContext } from '../context/context.ts'

/** How many different nodes the caller may still be given within the hour. */
export type NodeBudget = {
  /** Infinity for who shows an API key, and where the site sets no limit. */
  readonly left: number
  readonly limit: number
  readonly given: GivenNodes
  /** Until there is more. */
  readonly waitMs: number
}

/** The caller's budget, told in the answer: 60 different nodes an hour for an address, none for an API key. */
export async function readNodeBudget(ctx: SiteContext): Promise<NodeBudget> {
  const endless = { left: Infinity, limit: Infinity, given: new Map<number, number>(), waitMs: 0 }
  if (ctx.apiKey !== undefined) return endless
  const given = await readGivenNodes(ctx, ipSubject(ctx.clientIp))
  // Below that nobody is refused, so that the settings can wait.
  const perHour = await loadNodesPerHour(ctx, given.size >= quietNodes)
  if (perHour === undefined) return endless
  const limit = Math.max(perHour, quietNodes)
  const left = Math.max(0, limit - given.size)
  const waitMs = Math.max(1, Math.min(...given.values(), ctx.clock()) + hourMs - ctx.clock())
  ctx.allowance?.tell({ limit, remaining: left, resetMs: waitMs })
  return { left, limit, given, waitMs }
}

/** Notes what the caller was given. */
export function takeNodes(ctx: SiteContext, budget: NodeBudget, ids: readonly number[]): void {
  const { limit, given, waitMs } = budget
  if (limit === Infinity) return
  noteGivenNodes(ctx, ipSubject(ctx.clientIp), ids)
  const known = new Set([...given.keys(), ...ids])
  ctx.allowance?.tell({ limit, remaining: Math.max(0, limit - known.size), resetMs: waitMs })
}

/** Lets a caller ask for one node by its id, which is noted unless it only looks. Throws rate_limited when it has had enough others. */
export async function takeNode(
  ctx: SiteContext,
  id: number,
  { peek }: { readonly peek: boolean },
): Promise<void> {
  const budget = await readNodeBudget(ctx)
  if (budget.left === 0 && !budget.given.has(id)) throw refusalOf(budget)
  if (!peek) takeNodes(ctx, budget, [id])
}

/** What a caller is told who has had enough. */
export function refusalOf({ waitMs }: NodeBudget): ServiceError {
  return new ServiceError('rate_limited', { retry_after_seconds: Math.ceil(waitMs / 1000) })
}
