import type { SiteContext } from '../context/context.ts'
import { chooseNodes, type PeerQuestion } from './choose-peers.ts'
import { readNodeBudget, refusalOf, takeNodes } from './node-budget.ts'

/**
 * What `choosePeers` answers, within the caller's budget of different nodes: whoever has used it up goes on with those it was
 * given, since many people may share its address. Throws rate_limited when none of those is left, view_rebuilding.
 */
export async function offerPeers(ctx: SiteContext, question: PeerQuestion): Promise<readonly string[]> {
  const budget = await readNodeBudget(ctx)
  const isOver = budget.left === 0
  const limit = isOver ? question.limit : Math.min(question.limit, budget.left)
  const only = isOver ? { only: [...budget.given.keys()] } : {}
  const found = await chooseNodes(ctx, { ...question, limit, ...only })
  if (found.length === 0 && isOver) throw refusalOf(budget)
  if (!question.peek)
    takeNodes(
      ctx,
      budget,
      found.map(({ id }) => id),
    )
  return found.map(({ url }) => url)
}
