import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { networkDigest } from '../../../src/easytier/digest.ts'
import { createChecker } from '../../../src/probe/check.ts'
import { probe, systemWorld } from '../../../src/probe/probe.ts'
import { parseTarget, type Target } from '../../../src/probe/target.ts'
import { startServers } from './processes.ts'

const world = { ...systemWorld, reach: 'any' } as const
const network = { network_name: 'net', network_secret: 'secret' }

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function targetOf(server: string): Target {
  const parsed = parseTarget(server)
  if (parsed.kind === 'refused') throw new Error(parsed.code)
  return parsed.target
}

/** Whole checks of a real core, by turns with a bare connect and four round trips; medians of `runs`. */
export async function measureCheck(
  server: string,
  runs: number,
): Promise<{ checkMs: number; bareMs: number }> {
  const echo = await startServers('echo.mjs')
  const target = targetOf(server)
  const checks: number[] = []
  const bare: number[] = []
  for (let i = -10; i < runs; i += 1) {
    const startMs = performance.now()
    const report = await probe(target, { name: 'net', secret: 'secret' }, world)
    const checkMs = performance.now() - startMs
    if (report.kind !== 'outcome' || !report.outcome.online) throw new Error('the core is not online')
    const bareMs = await connectAndRoundTrips(echo.ports[0] ?? 0, 4)
    // the first ones warm up
    if (i >= 0) {
      checks.push(checkMs)
      bare.push(bareMs)
    }
  }
  echo.stop()
  return { checkMs: median(checks), bareMs: median(bare) }
}

function connectAndRoundTrips(port: number, trips: number): Promise<number> {
  const startMs = performance.now()
  return new Promise((resolve, reject) => {
    let left = trips
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write('x'.repeat(24)))
    socket.on('error', reject)
    socket.on('data', () => {
      left -= 1
      if (left > 0) socket.write('x'.repeat(24))
      else socket.end()
    })
    socket.on('close', () => resolve(performance.now() - startMs))
  })
}

/** 20 nodes that take `delayMs` to every answer: the batch (median of 3), and the slowest of five asked alone. */
export async function measureBatch(delayMs: number): Promise<{ batchMs: number; slowestMs: number }> {
  const nodes = await startServers('nodes.ts', 20, delayMs)
  const inputs = nodes.ports.map((port) => ({ server: `tcp://127.0.0.1:${port}`, ...network }))
  const alone: number[] = []
  for (const input of inputs.slice(0, 5)) {
    const startMs = performance.now()
    await createChecker(world).check(input)
    alone.push(performance.now() - startMs)
  }
  const batches: number[] = []
  for (let i = 0; i < 3; i += 1) {
    const startMs = performance.now()
    const results = await createChecker(world).batch(inputs)
    batches.push(performance.now() - startMs)
    if (!results.every((result) => result.code === 'ok')) throw new Error('a node was not online')
  }
  nodes.stop()
  return { batchMs: median(batches), slowestMs: Math.max(...alone) }
}

/** Microseconds a digest. */
export function measureDigest(runs: number): number {
  for (let i = 0; i < 2_000; i += 1) networkDigest('warm', String(i))
  const startMs = performance.now()
  for (let i = 0; i < runs; i += 1) networkDigest('MyNetwork', `MyPassword-${i}`)
  return ((performance.now() - startMs) * 1_000) / runs
}

/** Growth of this process's resident memory, in bytes, while that many checks are under way. */
export async function measureMemory(checks: number): Promise<number> {
  const nodes = await startServers('nodes.ts', checks, 50)
  const inputs = nodes.ports.map((port) => ({ server: `tcp://127.0.0.1:${port}`, ...network }))
  await createChecker(world).batch(inputs.slice(0, 20))
  globalThis.gc?.()
  const idle = process.memoryUsage.rss()
  let peak = idle
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 2)
  const results = await createChecker(world).batch(inputs)
  clearInterval(watch)
  nodes.stop()
  if (!results.every((result) => result.code === 'ok')) throw new Error('a node was not online')
  return peak - idle
}

/** Milliseconds from import to first answer of the emitted functions, median of `runs` processes; and their bytes. */
export async function measureColdStart(bundle: string, runs: number): Promise<{ ms: number; bytes: number }> {
  const program = path.join(import.meta.dirname, 'cold-start.mjs')
  const times: number[] = []
  for (let i = 0; i < runs; i += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [program, bundle], {
      env: { CHECK_ALLOW_PRIVATE: '1', API_KEY: 'bench' },
    })
    const { ms, code } = JSON.parse(stdout) as { ms: number; code: string }
    // a machine without an address of a private network has none that may be dialled: all but the dialling is measured
    if (code !== 'refused' && code !== 'address_forbidden') throw new Error(`unexpected answer ${code}`)
    times.push(ms)
  }
  return { ms: median(times), bytes: statSync(bundle).size }
}
