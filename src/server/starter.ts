import { readFileSync } from 'node:fs'

const checkMs = 1_000

/** Parent and name of a process by /proc; undefined when it is gone or the system has no /proc. */
function lookUp(pid: number): { parent: number; name: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    return { parent: Number(stat.slice(end + 2).split(' ')[1]), name: stat.slice(stat.indexOf('(') + 1, end) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return undefined
    }
    throw error
  }
}

/**
 * Calls back when the `npm` that started this process is gone, be it by kill -9: nobody could stop the server then.
 * npm puts a shell in between, which outlives it. Started in another way, the server runs on without its parent.
 */
export function whenStarterEnds(callback: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const shell = lookUp(parent)
  const npm = shell && lookUp(shell.parent)?.name.startsWith('npm') ? shell.parent : undefined
  setInterval(() => {
    if (process.ppid !== parent || (npm !== undefined && !lookUp(npm))) callback()
  }, checkMs).unref()
}
