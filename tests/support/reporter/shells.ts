import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Where a program of this machine is; throws when it is missing, because the script must be tried with it. */
export function programPath(name: string): string {
  const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file))
  if (found === undefined) throw new Error(`${name} is not on this machine (see .ci/run)`)
  return found
}

/** The shells that the reporter must work in, as command lines that a script's name or `-c` follows. */
export const shells: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'dash', command: [programPath('dash')] },
  { name: 'busybox ash', command: [programPath('busybox'), 'sh'] },
  { name: 'bash', command: [programPath('bash')] },
  { name: 'mksh', command: [programPath('mksh')] },
  { name: 'ksh93', command: [programPath('ksh93')] },
  { name: 'zsh', command: [programPath('zsh'), '--emulate', 'sh'] },
]

/** Further versions of BusyBox that are to be tried, as programs named `busybox-1.30.1` and so on. */
const given = process.env['BUSYBOX_DIR'] ?? ''

/** The kinds of awk that the reporter may meet. What is called `awk` and is BusyBox's program is its awk. */
export const awks: readonly { readonly name: string; readonly program: string }[] = [
  ...['mawk', 'gawk', 'original-awk', 'busybox'].map((name) => ({ name, program: programPath(name) })),
  ...(given === '' ? [] : readdirSync(given).toSorted()).map((name) => ({
    name,
    program: path.join(given, name),
  })),
]
