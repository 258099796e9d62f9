import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { repositoryRoot } from '../../src/tools/paths.ts'

export interface StartOptions {
  dataDir: string
  /** Any free port without it. */
  port?: number
  env?: Record<string, string>
  /** Another checkout than this one. */
  cwd?: string
  home?: string
  /** `edge` for the emulation of EdgeOne. */
  script?: 'start' | 'edge'
}

/** `npm start` (or `npm run edge`) as a user types it, in a process group of its own. */
export class NpmStart {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  #wake: () => void = () => {}

  constructor({
    dataDir,
    port = 0,
    env = {},
    cwd = repositoryRoot,
    home = os.homedir(),
    script = 'start',
  }: StartOptions) {
    this.child = spawn('npm', ['run', '--silent', script], {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: home, PORT: String(port), DATA_DIR: dataDir, ...env },
    })
    this.child.stdout?.on('data', (chunk: Buffer) => this.#take('stdout', chunk))
    this.child.stderr?.on('data', (chunk: Buffer) => this.#take('stderr', chunk))
    this.exited = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve({ code, signal })
        this.#wake()
      })
    })
  }

  /** The address of the start line; throws what was printed when the program ends before. */
  async origin(): Promise<string> {
    for (;;) {
      const found = /^EasyTier node manager on (http:\S+)$/m.exec(this.stdout)?.[1]
      if (found !== undefined) return found
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`npm start ended\n${this.stdout}\n${this.stderr}`)
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Ids of the living processes that it started and their command lines. */
  processes(): { pid: number; command: string }[] {
    return groupMembers(this.child.pid ?? 0)
  }

  /** Id of the process that serves. */
  serverPid(): number {
    const found = this.processes().find(({ command }) => /^\S*node \S*run\.mjs src/.test(command))
    if (!found) throw new Error('no server process')
    return found.pid
  }

  /** To all processes at once, as a terminal's Ctrl-C (SIGINT) or as the end of the machine (SIGKILL). */
  signalAll(signal: NodeJS.Signals): void {
    for (const { pid } of this.processes()) {
      try {
        process.kill(pid, signal)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    }
  }

  #take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString('utf8')
    this.#wake()
  }
}

function groupMembers(group: number): { pid: number; command: string }[] {
  const members: { pid: number; command: string }[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(pgrp) !== group || state === 'Z') continue
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim()
      members.push({ pid: Number(name), command })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')))
        throw error
    }
  }
  return members
}

/** A new folder under the system's temporary one and how to remove it. */
export function temporaryFolder(prefix: string): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), prefix))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
