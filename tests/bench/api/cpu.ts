import { readdirSync, readFileSync } from 'node:fs'
import type { EdgeRuntime } from '../../support/edge-runtime.ts'

/** Linux counts CPU time in ticks of 10 ms; over some hundred requests that is fine enough. */
const tickMs = 10

/** Pids of the workerd processes that this process has started. */
export function workerdPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return (
          Number(parent) === process.pid && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('workerd')
        )
      } catch (error) {
        // A process that ended meanwhile.
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
          return false
        throw error
      }
    })
}

/** CPU time that a process has used, user and system, ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/** An edge and the process it runs in. */
export type Measured = { readonly edge: EdgeRuntime; readonly pid: number }

/** Starts an edge and finds its process. */
export async function startMeasured(start: () => Promise<EdgeRuntime>): Promise<Measured> {
  const before = workerdPids()
  const edge = await start()
  const pid = workerdPids().find((candidate) => !before.includes(candidate))
  if (pid === undefined) throw new Error('workerd was not found in /proc')
  return { edge, pid }
}

/** Mean CPU ms of a request, its background work included, after a warm-up. The clock moves `stepMs` before each. */
export async function cpuPerRequest(
  { edge, pid }: Measured,
  count: number,
  makeRequest: (at: number) => Request,
  expectedStatus: number,
  stepMs = 0,
): Promise<number> {
  const run = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += 1) {
      edge.advance(stepMs)
      const response = await edge.fetch(makeRequest(at))
      const text = await response.text()
      if (response.status !== expectedStatus)
        throw new Error(`${response.status} instead of ${expectedStatus}: ${text.slice(0, 300)}`)
    }
    await edge.idle()
  }
  const warmUp = Math.ceil(count / 5)
  await run(0, warmUp)
  const startMs = cpuMs(pid)
  await run(warmUp, warmUp + count)
  return (cpuMs(pid) - startMs) / count
}
