/**
 * Loaded before a program (`--import`) that has an IPC channel: its clock stands still but for what the test says, and
 * what it waits for longer than a network answer takes comes when that clock is there. Each such wait is told, so that the
 * test knows when a round is over.
 */
const realNow = Date.now
const realSetTimeout = globalThis.setTimeout
/** Deadlines on the network are real; pauses of a program between two rounds are longer. */
const pauseMinMs = 30_000
const startMs = realNow()
let skewMs = 0
let waiting = []

const nowMs = () => startMs + skewMs
Date.now = nowMs
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [nowMs()] : given))
  }
}
globalThis.Date.now = nowMs
const realPerformanceNow = performance.now.bind(performance)
performance.now = () => realPerformanceNow() + skewMs

globalThis.setTimeout = (work, delayMs = 0, ...given) => {
  if (delayMs < pauseMinMs) return realSetTimeout(work, delayMs, ...given)
  waiting.push({ atMs: nowMs() + delayMs, work })
  process.channel?.ref()
  process.send?.({ waiting: delayMs })
  return { ref: () => undefined, unref: () => undefined }
}

process.on('message', ({ advanceMs }) => {
  skewMs += advanceMs
  const due = waiting.filter(({ atMs }) => atMs <= nowMs())
  waiting = waiting.filter(({ atMs }) => atMs > nowMs())
  // Who waits for nothing may end.
  if (waiting.length === 0) process.channel?.unref()
  for (const { work } of due) work()
  if (due.length === 0) process.send?.({ waiting: 0 })
})
process.channel?.unref()
