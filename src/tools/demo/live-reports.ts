import { minuteMs } from '../../contract/time.ts'
import { liveReport, type SeededNode } from './seed.ts'

const roundEveryMs = 20_000
const answerWithinMs = 15_000
/** Nodes report every one to five minutes, each at its own pace. */
const paces = 5
const silentFromMinutes = 60

type Reporter = { readonly node: SeededNode; readonly everyMs: number; lastMs: number }

/**
 * Goes on reporting over HTTP for the nodes that were reporting when the history ended; the others stay silent.
 * Returns how to stop it.
 */
export function reportLive(
  origin: string,
  nodes: readonly SeededNode[],
  seededMs: number,
  print: (line: string) => void,
): () => void {
  const reporters: Reporter[] = nodes
    .filter(({ sample }) => sample.silentMinutes < silentFromMinutes)
    .map((node, index) => ({
      node,
      everyMs: (1 + (index % paces)) * minuteMs,
      lastMs: seededMs - node.sample.silentMinutes * minuteMs,
    }))
  const send = async (reporter: Reporter): Promise<void> => {
    const atMs = Date.now()
    const body = liveReport(reporter.node, seededMs, atMs, reporter.lastMs)
    const answer = await fetch(`${origin}/api/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    await answer.body?.cancel()
    reporter.lastMs = atMs
  }
  let stopped = false
  const round = async (): Promise<void> => {
    for (const reporter of reporters) {
      if (stopped) return
      if (Date.now() - reporter.lastMs < reporter.everyMs) continue
      await send(reporter).catch((error: unknown) => {
        if (!stopped) print(`report of ${reporter.node.sample.name} failed: ${String(error)}`)
      })
    }
  }
  let running: Promise<void> | undefined
  const timer = setInterval(() => (running ??= round().finally(() => (running = undefined))), roundEveryMs)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
