import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { tryLock } from '../tools/lock.ts'

/** Creates the folder for this user alone and takes it; throws an Error with one clear line when another server has it. */
export function claimDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  chmodSync(dataDir, 0o700)
  const attempt = tryLock(path.join(dataDir, 'lock'))
  if ('heldBy' in attempt) throw new Error(`${dataDir} is in use by process ${attempt.heldBy}`)
  return attempt.release
}

/** The secret kept in the folder; made at the first call (`isNew`), with mode 0600. */
export function keptSecret(dataDir: string): { secret: string; isNew: boolean } {
  const file = path.join(dataDir, 'jwt-secret')
  if (existsSync(file)) return { secret: readFileSync(file, 'utf8').trim(), isNew: false }
  const secret = randomBytes(32).toString('hex')
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  return { secret, isNew: true }
}
