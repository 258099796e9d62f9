import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { temporaryFolder } from '../npm-start.ts'
import { programPath } from './shells.ts'

export const script = path.join(repositoryRoot, 'public/reporter.sh')
export const token = 'etr_1_0123456789abcdef0123456789abcdef'

/** Programs that every machine has: what busybox brings and the script may use. */
const everywhere =
  'sh printf sed awk cut tr tail head cat ls od id rm rmdir mkdir mv chmod grep timeout date uname kill'.split(
    ' ',
  )

export type Counters = Readonly<
  Record<string, readonly [rx: number, tx: number, rxPackets?: number, txPackets?: number]>
>
export type Ended = { readonly code: number | null; readonly text: string }
export type Running = {
  readonly pid: number
  signal(name: NodeJS.Signals): void
  /** The signal that ended it, when one did. */
  endedBy(): NodeJS.Signals | null
  readonly ended: Promise<Ended>
}

/**
 * A made-up machine in a folder: its /proc and /sys, a PATH of only what is named, a home. Sleeping is left out: `sleep`
 * notes its seconds in the file `slept` and returns.
 */
export class Machine {
  readonly dir: string
  readonly remove: () => void
  readonly env: Record<string, string>

  constructor(tools: readonly string[] = ['curl']) {
    const { folder, remove } = temporaryFolder('reporter-')
    this.dir = folder
    this.remove = remove
    this.env = {
      PATH: path.join(folder, 'bin'),
      HOME: path.join(folder, 'home'),
      TMPDIR: path.join(folder, 'tmp'),
      ET_PROC: path.join(folder, 'proc'),
      ET_SYS: path.join(folder, 'sys'),
      ET_ROOT: folder,
      ET_DIR: path.join(folder, 'home/reporter'),
      ET_TOKEN: token,
    }
    for (const name of ['bin', 'home', 'tmp', 'sys']) mkdirSync(path.join(folder, name))
    for (const tool of [...everywhere, ...tools]) this.link(tool, programPath(tool))
    this.program('sleep', `echo "$1" >>'${folder}/slept'`)
    this.route('eth0')
    this.boot('aaaaaaaa-0000-4000-8000-000000000001', 5000)
    this.counters({ lo: [5, 5], eth0: [1_500_000_000, 2_500_000_123] })
  }

  write(name: string, text: string): string {
    const file = path.join(this.dir, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  link(name: string, target: string): void {
    rmSync(path.join(this.dir, 'bin', name), { force: true })
    symlinkSync(target, path.join(this.dir, 'bin', name))
  }

  program(name: string, text: string): string {
    rmSync(path.join(this.dir, 'bin', name), { force: true })
    const file = this.write(`bin/${name}`, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
    return file
  }

  counters(all: Counters): void {
    const lines = Object.entries(all).map(
      ([name, [rx, tx, rxPackets = 1, txPackets = 1]]) =>
        `${name.padStart(6)}:${rx} ${rxPackets} 0 0 0 0 0 0 ${tx} ${txPackets} 0 0 0 0 0 0`,
    )
    this.write('proc/net/dev', ['Inter-|   Receive', ' face |bytes', ...lines, ''].join('\n'))
  }

  route(...interfaces: readonly string[]): void {
    const lines = interfaces.map((name) => `${name}\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0`)
    this.write('proc/net/route', ['Iface Destination Gateway', ...lines, ''].join('\n'))
  }

  uptime(seconds: number): void {
    this.write('proc/uptime', `${seconds.toFixed(2)} 1.00\n`)
  }

  boot(id: string, seconds: number): void {
    this.write('proc/sys/kernel/random/boot_id', `${id}\n`)
    this.uptime(seconds)
  }

  /** Who runs the script, and owns what the runner of the tests owns. */
  user(id: number): void {
    this.program('id', `echo ${id}`)
    this.program('ls', `'${programPath('ls')}' "$@" | sed "s/ $('${programPath('id')}' -u) / ${id} /"`)
  }

  /** What /sys tells of a network card: files by their names. */
  card(name: string, files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) this.write(`sys/class/net/${name}/${file}`, `${text}\n`)
  }

  /** The namespace of the network that a process, or the script itself, is in. */
  network(process: number | 'self', inode: number): void {
    const link = path.join(this.dir, 'proc', String(process), 'ns/net')
    mkdirSync(path.dirname(link), { recursive: true })
    rmSync(link, { force: true })
    symlinkSync(`net:[${inode}]`, link)
  }

  /** A process in the made-up /proc that was started at that second after boot. */
  process(pid: number, name: string, startedAt: number): void {
    this.write(`proc/${pid}/comm`, `${name}\n`)
    const fields = Array.from({ length: 18 }, () => '0').join(' ')
    this.write(`proc/${pid}/stat`, `${pid} (${name}) S ${fields} ${startedAt * 100} 1 1\n`)
  }

  /** Every file and folder of the machine, without its /proc, /sys and programs. */
  tree(): string[] {
    return readdirSync(this.dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/^(?:proc|sys|bin|tmp)(?:\/|$)|^slept$/.test(name))
      .toSorted()
  }

  /** Starts the script, or with `text` what a shell is given, as one pastes `curl … | sh`. */
  start(
    args: readonly string[],
    shell: readonly string[] = [programPath('dash')],
    env: Readonly<Record<string, string>> = {},
    text = '',
  ): Running {
    const [program = '', ...before] = shell
    const child = spawn(program, [...before, ...args], {
      env: { ...this.env, ...env },
      cwd: this.dir,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let said = ''
    // a shell that was given a command may end before it is given the text
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') said += error.message
    })
    child.stdin.end(text)
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, text: said }))
    })
    return { pid: child.pid ?? 0, signal: (name) => child.kill(name), endedBy: () => child.signalCode, ended }
  }

  /** One command of the script, to its end. */
  run(args: readonly string[], shell?: readonly string[], env?: Record<string, string>): Promise<Ended> {
    return this.start([script, ...args], shell, env).ended
  }

  /** Shell text after the script's functions were read, to its end. */
  eval(shell: readonly string[], text: string, env: Record<string, string> = {}): Promise<Ended> {
    return this.start(['-c', `. '${script}'\n${text}`], shell, { ET_LIB: '1', ...env }).ended
  }
}
