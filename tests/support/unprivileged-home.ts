import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from './npm-start.ts'

const run = promisify(execFile)
/** The user `nobody`, when the tests run as root. */
const nobody = 65_534

/** Keeps its table in a file; no daemon reads it. */
function crontab(table: string): string {
  return `#!/bin/sh\ncase $1 in -l) cat '${table}' ;; -r) : >'${table}' ;; -) cat >'${table}' ;; esac\n`
}

/** A home of a user without rights, on a machine without a service manager, whose crontab is a file. */
export type UnprivilegedHome = {
  readonly folder: string
  /** Runs a line in `sh` as that user; answers what it printed. Rejects when it fails. */
  readonly sh: (line: string) => Promise<string>
  readonly crontab: () => string
  readonly remove: () => void
}

export function openHome(): UnprivilegedHome {
  const { folder, remove } = temporaryFolder('easytier-home-')
  const bin = path.join(folder, 'bin')
  const home = path.join(folder, 'home')
  const table = path.join(home, 'crontab')
  mkdirSync(bin)
  mkdirSync(home)
  writeFileSync(table, '')
  writeFileSync(path.join(bin, 'crontab'), crontab(table))
  for (const absent of ['systemctl', 'loginctl']) writeFileSync(path.join(bin, absent), '#!/bin/sh\nexit 1\n')
  for (const name of ['crontab', 'systemctl', 'loginctl']) chmodSync(path.join(bin, name), 0o755)
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    chmodSync(folder, 0o755)
    chmodSync(bin, 0o755)
    for (const owned of [home, table]) chownSync(owned, nobody, nobody)
  }
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home }
  return {
    folder: home,
    sh: async (line) => {
      const as = isRoot ? { uid: nobody, gid: nobody } : {}
      const { stdout, stderr } = await run('sh', ['-c', line], { cwd: home, env, ...as })
      return stdout + stderr
    },
    crontab: () => readFileSync(table, 'utf8'),
    remove,
  }
}
