import * as v from 'valibot'
import { email } from '../../contract/fields.ts'
import { userKey } from '../../store/kv/index.ts'
import { idEpochMs } from '../../store/kv/keys.ts'
import { tellRest, textOf } from './cells.ts'
import type { Row } from './old-database.ts'
import { oldTimeMs } from './old-time.ts'
import { shown, type Report, type RowReport } from './told.ts'

/** A user of the old site as it is to be here. */
export type OldUser = {
  readonly key: string
  readonly email: string
  readonly createdMs: number
  /** SHA-256 of the password; undefined where what was stored is none. */
  readonly digest: Uint8Array | undefined
  readonly isAdmin: boolean
  readonly isEnabled: boolean
}

const known: ReadonlySet<string> = new Set([
  'id',
  'email',
  'password_hash',
  'is_admin',
  'is_super_admin',
  'is_verified',
  'is_enabled',
  'created_at',
])

/** Reads the digest that the old site stores: base64, in very old copies hex. */
export function readDigest(value: unknown): Uint8Array | undefined {
  const text = textOf(value).trim()
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[A-Za-z0-9+/]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : undefined
  return bytes === undefined ? undefined : new Uint8Array(bytes)
}

function isOn(value: unknown): boolean {
  return Number(value ?? 0) > 0
}

/** Of two rows of one address: the confirmed one, then the one that is not disabled, then the older. */
function better(one: Row, other: Row): Row {
  const score = (row: Row): number => 2 * Number(isOn(row['is_verified'])) + Number(row['is_enabled'] !== 0)
  return score(other) > score(one) ? other : one
}

/**
 * The users that are taken, by address. `takesUnverified`: also those who never confirmed theirs. Reports one line a user and
 * more where something was changed.
 */
export function readUsers(
  rows: readonly Row[],
  report: Report,
  options: { readonly takesUnverified: boolean; readonly nowMs: number },
): ReadonlyMap<string, OldUser> {
  const chosen = new Map<string, Row>()
  const addressOf = (row: Row): string | undefined => {
    const parsed = v.safeParse(email, row['email'])
    return parsed.success ? parsed.output : undefined
  }
  for (const row of rows) {
    const address = addressOf(row)
    if (address === undefined) continue
    const other = chosen.get(address)
    chosen.set(address, other === undefined ? row : better(other, row))
  }
  const users = new Map<string, OldUser>()
  let lastMs = idEpochMs
  for (const row of rows) {
    const about = report.of('user', `${textOf(row['id'])} ${shown(row['email'])}`)
    const address = addressOf(row)
    if (address === undefined) about.leftOut('is no e-mail address')
    else if (chosen.get(address) !== row) about.leftOut(`another user has the address ${address}`)
    else if (!isOn(row['is_verified']) && !options.takesUnverified) {
      about.leftOut('never confirmed the address; they can register again (or import with --unverified)')
    } else {
      const user = readUser(row, address, about, { beforeMs: lastMs, nowMs: options.nowMs })
      lastMs = user.createdMs
      users.set(address, user)
    }
  }
  return users
}

function readUser(
  row: Row,
  address: string,
  about: RowReport,
  times: { readonly beforeMs: number; readonly nowMs: number },
): OldUser {
  const created = oldTimeMs(row['created_at'])
  const createdMs =
    created === undefined || created < idEpochMs || created > times.nowMs ? times.beforeMs + 1 : created
  const digest = readDigest(row['password_hash'])
  const isSuper = isOn(row['is_super_admin'])
  const isEnabled = row['is_enabled'] !== 0
  about.taken(address === row['email'] ? 'as it is' : `as ${address}`)
  if (createdMs !== created)
    about.changed('created_at', `${shown(row['created_at'])} is no time that can be: that of the user before`)
  if (digest === undefined) about.changed('password_hash', 'is no password of that site: it must be reset')
  if (isSuper) about.changed('is_super_admin', 'is an admin here; the super admin is who set this site up')
  if (isOn(row['is_admin']) || isSuper) about.changed('is_admin', 'comes only with ?with=roles')
  if (!isEnabled) about.changed('is_enabled', 'is disabled here as well')
  else if (row['is_enabled'] !== undefined && row['is_enabled'] !== 1) {
    about.changed('is_enabled', `${shown(row['is_enabled'])} is not 0: enabled`)
  }
  tellRest({ row, report: about }, known, 'has no place here')
  return {
    key: userKey(address),
    email: address,
    createdMs,
    digest,
    isAdmin: isOn(row['is_admin']) || isSuper,
    isEnabled,
  }
}
