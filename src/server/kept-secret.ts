import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The secret kept in the folder; made at the first call (`isNew`), with mode 0600. */
export function keptSecret(dataDir: string): { readonly secret: string; readonly isNew: boolean } {
  const file = path.join(dataDir, 'jwt-secret')
  if (existsSync(file)) return { secret: readFileSync(file, 'utf8').trim(), isNew: false }
  const secret = randomBytes(32).toString('hex')
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  return { secret, isNew: true }
}
