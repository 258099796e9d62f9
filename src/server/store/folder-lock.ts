import { spawnSync } from 'node:child_process'
import { closeSync, constants, fstatSync, mkdirSync, openSync, statSync } from 'node:fs'
import path from 'node:path'
import { codeOf, lineOf, StoreRefused } from './errors.ts'

/**
 * One server a folder, held by the kernel: a lock on an open file, not a process id, so that two containers of one
 * machine see each other whatever namespaces they live in, and a killed server holds nothing.
 *
 * Node has no flock(2). On Linux the program `flock` takes the lock on a file descriptor that it inherits: the lock
 * belongs to the open file, which stays ours when the program has ended. util-linux (essential in Debian) and BusyBox
 * (Alpine) bring it. macOS and Windows lock while opening.
 */
const exclusiveOpen: Partial<Record<NodeJS.Platform, number>> = {
  darwin: 0x20 | constants.O_NONBLOCK,
  // libuv's own flag: a share mode of nobody.
  win32: 0x1000_0000,
}

const flockMs = 10_000
const heldStatus = 1

/** Lets the folder go. */
export type Release = () => void

/**
 * Makes the folder for this user alone and takes it. Throws `StoreRefused` with one line when another server has it or
 * nothing can be written there.
 */
export function lockFolder(folder: string): Release {
  const file = path.join(folder, 'server.lock')
  const inUse = new StoreRefused(`${folder} is in use by another server: end that one or name another folder`)
  const exclusive = exclusiveOpen[process.platform]
  const fd = openLock(folder, file, exclusive ?? 0, inUse)
  if (exclusive === undefined && !takeLock(fd, file)) {
    closeSync(fd)
    throw inUse
  }
  return () => closeSync(fd)
}

function openLock(folder: string, file: string, flags: number, inUse: StoreRefused): number {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return openSync(file, constants.O_RDWR | constants.O_CREAT | flags, 0o600)
  } catch (error) {
    if (flags !== 0 && ['EAGAIN', 'EWOULDBLOCK', 'EBUSY', 'EPERM'].includes(codeOf(error))) throw inUse
    throw new StoreRefused(`${folder} cannot be written: ${lineOf(error)}`, { cause: error })
  }
}

/** False when somebody else holds it. */
function takeLock(fd: number, file: string): boolean {
  const { status, error, stderr } = spawnSync('flock', ['-xn', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
    timeout: flockMs,
    encoding: 'utf8',
  })
  if (status === heldStatus && stderr === '') return false
  if (status !== 0) {
    const reason = error === undefined ? stderr.trim() : lineOf(error)
    throw new StoreRefused(
      `${file} cannot be locked, the program "flock" of util-linux or BusyBox is needed: ${reason}`,
    )
  }
  // Whoever removed the file between opening and locking has a lock on another one.
  return fstatSync(fd).ino === statSync(file, { throwIfNoEntry: false })?.ino
}
