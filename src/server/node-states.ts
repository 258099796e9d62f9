import type { ServiceContext } from '../services/context/index.ts'
import { publicNodes } from '../services/lists/index.ts'
import { ServiceError } from '../contract/errors.ts'

/** Nodes by state, counted in the site's own list; empty while the list cannot be had. */
export async function countNodes(ctx: ServiceContext): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  try {
    const { body } = await publicNodes(ctx, { show_offline: true })
    const { nodes } = JSON.parse(await body()) as { nodes: readonly { state: string }[] }
    for (const { state } of nodes) counts[state] = (counts[state] ?? 0) + 1
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
  }
  return counts
}
