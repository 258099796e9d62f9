import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { freePort } from './free-port.ts'

const versionsFolder = '/usr/lib/postgresql'
const readyMs = 60_000
const pollMs = 20

/** Folder of the newest server's programs; undefined where Debian's package `postgresql` is not installed. */
function programs(): string | undefined {
  if (!existsSync(versionsFolder)) return undefined
  return readdirSync(versionsFolder)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => path.join(versionsFolder, version, 'bin'))
    .find((folder) => existsSync(path.join(folder, 'initdb')))
}

/** False on a developer's machine without PostgreSQL: its tests are skipped there. In CI their failure says what is missing. */
export const hasPostgres = programs() !== undefined || process.env['CI'] !== undefined

/** A database server of this test alone, on a free loopback port, with a folder of its own. */
export type TestPostgres = {
  /** `postgres://...` of an empty database. */
  readonly url: string
  /** Starts it again after `stop` or `crash`; resolves when it answers. */
  readonly start: () => Promise<void>
  /** Ends it as `systemctl stop` does: open connections are cut. */
  readonly stop: () => Promise<void>
  /** SIGKILL to the server and all of its processes. */
  readonly crash: () => Promise<void>
  /** Stops every process of it without ending it, and lets them go on: a machine that hangs. */
  readonly freeze: () => () => void
  /** Ends it and removes its folder. */
  readonly remove: () => Promise<void>
}

/** Makes and starts one. As root it runs as user `postgres`: the server refuses root. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = programs()
  if (bin === undefined) throw new Error('PostgreSQL is not installed (Debian package postgresql)')
  const folder = mkdtempSync(path.join(os.tmpdir(), 'postgres-'))
  const account = unprivileged()
  if ('uid' in account) chownSync(folder, account.uid, account.gid)
  const data = path.join(folder, 'data')
  const made = spawnSync(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'],
    { ...account, cwd: folder, encoding: 'utf8', timeout: readyMs },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const deadlineMs = Date.now() + readyMs
    for (;;) {
      const settings = [
        `port=${port}`,
        'listen_addresses=127.0.0.1',
        'unix_socket_directories=',
        'max_connections=60',
      ]
      server = spawn(
        path.join(bin ?? '', 'postgres'),
        ['-D', data, ...settings.flatMap((one) => ['-c', one])],
        {
          ...account,
          cwd: folder,
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      )
      let lines = ''
      server.stderr?.on('data', (chunk) => (lines = `${lines}${String(chunk)}`.slice(-4_000)))
      while (server.exitCode === null && Date.now() < deadlineMs) {
        if (await answers(url)) return
        await sleep(pollMs)
      }
      // After a crash the memory of the last processes may be held for a moment.
      if (Date.now() >= deadlineMs || !lines.includes('still in use')) throw new Error(`postgres: ${lines}`)
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = server
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const gone = once(running, 'exit')
    if (signal === 'SIGKILL') for (const pid of childrenOf(running.pid ?? 0)) kill(pid, signal)
    running.kill(signal)
    await gone
  }

  await start()
  return {
    url,
    start,
    // SIGINT is the fast shutdown.
    stop: () => end('SIGINT'),
    crash: () => end('SIGKILL'),
    freeze: () => {
      const pids = [server?.pid ?? 0, ...childrenOf(server?.pid ?? 0)]
      for (const pid of pids) kill(pid, 'SIGSTOP')
      return () => {
        for (const pid of pids) kill(pid, 'SIGCONT')
      }
    },
    remove: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The user to run as; nothing when this process is not root. */
function unprivileged(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('there is no user postgres')
  return { uid: Number(uid), gid: Number(gid) }
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 0 })
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return []
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** A port of loopback that nobody had a moment ago. */
