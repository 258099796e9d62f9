import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashToken } from '../../../src/auth/secrets.ts'
import { MemoryKv } from '../../../src/emulator/kv/memory-kv.ts'
import { EmbeddedStore } from '../../../src/server/store/embedded.ts'
import { PostgresStore } from '../../../src/server/store/postgres.ts'
import { authenticate, login } from '../../../src/services/auth/index.ts'
import { initialize, updateSettings } from '../../../src/services/system/index.ts'
import { SeedWorld } from '../../../src/tools/demo/seed-context.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import { serverFolder } from '../../../src/tools/paths.ts'
import { tokenOf } from '../api/reports.ts'
import { fillStore } from '../api/site.ts'

export const jwtSecret = 'a-secret-of-the-bench-0123456789'

/** Fills a store with nodes that have reported; answers their ids. */
export async function seed(
  target: { readonly dataDir: string; readonly databaseUrl?: string },
  count: number,
): Promise<number[]> {
  const memory = new MemoryKv()
  const nowMs = Date.now()
  const ids = await fillStore(kvOver(memory), count, nowMs, (id) => ({
    hash: hashToken(tokenOf(id)),
    prefix: 'etr_bench',
    createdMs: nowMs,
  }))
  await liftCeiling(new SeedWorld(kvOver(memory), jwtSecret, Math.random), nowMs)
  const log = (line: string): void => console.error(line)
  const store =
    target.databaseUrl === undefined
      ? await EmbeddedStore.open(target.dataDir, log)
      : await PostgresStore.open(target.databaseUrl, log)
  const decoder = new TextDecoder()
  const entries = [...memory.entries()]
  for (let at = 0; at < entries.length; at += 500) {
    await Promise.all(
      entries.slice(at, at + 500).map(([key, value]) => store.put(key, decoder.decode(value))),
    )
  }
  await store.close()
  return ids
}

/** A thousand nodes report more here than they may elsewhere. */
async function liftCeiling(world: SeedWorld, nowMs: number): Promise<void> {
  const admin = { email: 'admin@example.com', password: 'admin123456' }
  await world.at(nowMs, undefined, (ctx) => initialize(ctx, { jwt_secret: jwtSecret, ...admin }))
  const { token } = await world.at(nowMs, undefined, (ctx) => login(ctx, admin))
  const caller = await world.at(nowMs, undefined, (ctx) => authenticate(ctx, token))
  await world.at(nowMs, caller, (ctx) => updateSettings(ctx, { reports_per_minute: 0 }))
}

const tries = 100

/** Asks until the view of a store that was just filled is whole; of one that has been served before the first answer will do. */
async function firstAnswer(origin: string): Promise<void> {
  let answer = await fetch(`${origin}/api/stats`)
  for (let at = 1; answer.status === 503 && at < tries; at += 1) {
    await answer.arrayBuffer()
    await sleep(100)
    answer = await fetch(`${origin}/api/stats`)
  }
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
}

/** The built server in a process of its own. */
export class BenchServer {
  readonly origin: string
  readonly pid: number
  /** From the start of the process to its first answer. */
  readonly startMs: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, origin: string, startMs: number) {
    this.#child = child
    this.pid = child.pid ?? 0
    this.origin = origin
    this.startMs = startMs
  }

  /** Starts the built server, or another program that prints the same line. */
  static async start(
    env: Readonly<Record<string, string>>,
    program = path.join(serverFolder, 'server.js'),
  ): Promise<BenchServer> {
    const beginMs = performance.now()
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', JWT_SECRET: jwtSecret, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let origin = ''
    for await (const line of createInterface(child.stdout)) {
      origin = /manager on (http:\S+)/.exec(line)?.[1] ?? ''
      if (origin !== '') break
    }
    child.stdout.resume()
    if (origin === '') throw new Error('the server ended')
    await firstAnswer(origin)
    return new BenchServer(child, origin, performance.now() - beginMs)
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
  }
}
