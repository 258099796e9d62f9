import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import { checkPages } from './embedded-check.ts'
import { PageFault } from './embedded-pages.ts'
import { lineOf, StoreRefused } from './errors.ts'

/** Of the folder; LMDB puts its table of readers beside it, as `store.mdb-lock`. */
export const storeFile = 'store.mdb'

/** More than the table of readers and the first pages take. */
const roomBytes = 64 * 1024

/** Where 0.1.0 kept its log, seen from the data folder and from the folder of the log itself. */
const oldLogs = [path.join('kv', 'kv.log'), 'kv.log']

/**
 * LMDB as this store needs it: a commit is answered when it is on the disk, values and keys are bytes as they are
 * written (`embedded-check.ts` reads them, too), and a put is a promise of its own, so that a failure reaches its caller.
 */
function openFile(file: string): RootDatabase<Buffer, string> {
  return open<Buffer, string>({
    path: file,
    noSubdir: true,
    overlappingSync: false,
    eventTurnBatching: false,
    encoding: 'binary',
    cache: false,
  })
}

/**
 * Opens the store of a locked folder, or makes one. Throws `StoreRefused` with one line for a file that is damaged, a
 * store of 0.1.0, and a folder where nothing can be written. A file without content is damage: a new one gets its name
 * when it is whole.
 */
export async function openEmbeddedFile(
  folder: string,
): Promise<{ readonly database: RootDatabase<Buffer, string>; readonly isNew: boolean }> {
  const file = path.join(folder, storeFile)
  const isNew = !existsSync(file)
  if (isNew) refuseOldStore(folder)
  else refuseDamage(file)
  try {
    if (!existsSync(`${file}-lock`)) claimRoom(`${file}.room`)
    if (isNew) await makeFile(folder, file)
    return { database: openFile(file), isNew }
  } catch (error) {
    throw new StoreRefused(`${file} cannot be opened: ${lineOf(error)}`, { cause: error })
  }
}

function refuseOldStore(folder: string): void {
  const old = oldLogs.map((name) => path.join(folder, name)).find((log) => existsSync(log))
  if (old === undefined) return
  throw new StoreRefused(
    `${old} is a store of version 0.1.0: start that version, take an export (GET /api/system/export), start this version with an empty folder, and import it`,
  )
}

function refuseDamage(file: string): void {
  try {
    checkPages(file)
  } catch (error) {
    const reason =
      error instanceof PageFault ? `is damaged (${error.message})` : `cannot be read: ${lineOf(error)}`
    throw new StoreRefused(
      `${file} ${reason}: put a backup in its place, or move it away to begin with nothing`,
      {
        cause: error,
      },
    )
  }
}

/**
 * LMDB maps its table of readers, a file that grows by being touched: on a full disk the kernel would end this process
 * without a word. Throws the system's error instead.
 */
function claimRoom(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(roomBytes), { flush: true })
  } finally {
    rmSync(file, { force: true })
  }
}

async function makeFile(folder: string, file: string): Promise<void> {
  const unfinished = `${file}.new`
  for (const suffix of ['', '-lock']) rmSync(`${unfinished}${suffix}`, { force: true })
  const database = openFile(unfinished)
  await database.close()
  sync(unfinished)
  renameSync(unfinished, file)
  rmSync(`${unfinished}-lock`, { force: true })
  sync(folder)
}

function sync(target: string): void {
  const fd = openSync(target, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
