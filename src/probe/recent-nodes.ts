import { limits } from './limits.ts'

/** Which nodes were checked over UDP within the last 15 s; at most 1,024, the oldest leaving first. */
export type RecentNodes = {
  /** Notes a check of `node` at `nowMs` (monotonic) and tells whether there has been one shortly before. */
  visit(node: string, nowMs: number): boolean
}

/** Remembers which nodes this process has checked lately, and when. */
export function createRecentNodes(): RecentNodes {
  const visits = new Map<string, number>()
  return {
    visit(node, nowMs) {
      const beforeMs = visits.get(node)
      visits.delete(node)
      visits.set(node, nowMs)
      for (const oldest of visits.keys()) {
        if (visits.size <= limits.frequentEntriesMax) break
        visits.delete(oldest)
      }
      return beforeMs !== undefined && nowMs - beforeMs < limits.frequentMs
    },
  }
}
