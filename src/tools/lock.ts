import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 100

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/**
 * When the process began, in the kernel's ticks; with the id it names one process. Empty where /proc is missing, and
 * for a process that has ended but was not collected by its parent.
 */
function startTicks(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return ''
    throw error
  }
}

function isAlive(pid: number, ticks: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false
  }
  return startTicks(pid) === ticks
}

/** The process that holds the lock file, or undefined when it is free or its holder is dead. */
function holderOf(file: string): number | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
  const [pid = '', ticks = ''] = text.split(' ')
  return pid !== '' && isAlive(Number(pid), ticks) ? Number(pid) : undefined
}

export type LockAttempt = { release: () => void } | { heldBy: number }

/** Takes the lock file, or tells the id of the living process that has it. A dead process holds nothing. */
export function tryLock(file: string): LockAttempt {
  mkdirSync(path.dirname(file), { recursive: true })
  const own = `${file}.${process.pid}`
  try {
    writeFileSync(own, `${process.pid} ${startTicks(process.pid)}`, { mode: 0o600 })
    for (;;) {
      try {
        linkSync(own, file)
        return { release: () => rmSync(file, { force: true }) }
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error
      }
      const heldBy = holderOf(file)
      if (heldBy !== undefined) return { heldBy }
      rmSync(file, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Runs the work while holding the lock file, waiting for it at most `waitMs`. */
export async function withLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const attempt = tryLock(file)
    if ('release' in attempt) {
      try {
        return await work()
      } finally {
        attempt.release()
      }
    }
    if (Date.now() > deadline) throw new Error(`${file} is held by process ${attempt.heldBy}`)
    await sleep(pollMs)
  }
}
