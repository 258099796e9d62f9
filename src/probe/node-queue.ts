import type { Clock } from './clock.ts'
import { limits } from './limits.ts'

export type Turn = { leave(): void }

/** Lets one probe at a time to a node, and a bounded number to all of them. */
export type NodeQueue = {
  /** A quarter of the places is for who `isKnown`. Resolves when it is the caller's turn; null when too many wait, it takes too long or `signal` aborts. */
  enter(node: string, isKnown: boolean, signal?: AbortSignal): Promise<Turn | null>
}

type Line = { waiting: Set<(turn: Turn | null) => void> }

/** An empty queue; its bounds are those of limits.ts. */
export function createNodeQueue(clock: Clock): NodeQueue {
  const lines = new Map<string, Line>()

  const turnOf = (node: string, line: Line): Turn => {
    let left = false
    return {
      leave() {
        if (left) return
        left = true
        const [next] = line.waiting
        if (next === undefined) lines.delete(node)
        else next(turnOf(node, line))
      },
    }
  }

  return {
    async enter(node, isKnown, signal) {
      const line = lines.get(node)
      if (line === undefined) {
        if (lines.size >= (isKnown ? limits.probesMax : limits.strangersProbesMax)) return null
        const first: Line = { waiting: new Set() }
        lines.set(node, first)
        return turnOf(node, first)
      }
      const waitingMax = isKnown ? limits.waitingPerNodeMax : limits.strangersWaitingPerNodeMax
      if (line.waiting.size >= waitingMax || signal?.aborted === true) return null
      return new Promise((resolve) => {
        const settle = (turn: Turn | null): void => {
          line.waiting.delete(settle)
          cancel()
          signal?.removeEventListener('abort', giveUp)
          resolve(turn)
        }
        const giveUp = (): void => {
          settle(null)
        }
        const cancel = clock.after(limits.queueMs, giveUp)
        signal?.addEventListener('abort', giveUp, { once: true })
        line.waiting.add(settle)
      })
    },
  }
}
