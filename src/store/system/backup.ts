import { emptyValue, listPage, mapBounded, type Kv } from '../kv/port.ts'
import { parseUserFact } from '../users/user-facts.ts'
import { isWellFormed } from './backup-schemas.ts'

/**
 * Every durable kind of key, with what its value is: `record` JSON, `mark` the text of a fact or index whose name is
 * the information. Left out on purpose: views (caches), throttles (gone within the hour), pending links (a day), and self-tests (another place finds
 * otherwise).
 * The order counts: reports before the account that folds them, so that none is missing in a backup taken under load;
 * facts of users before the index that
 * sends readers to them; accounts before the nodes whose reports would begin a new one, nodes before what is swept without them.
 */
const durable = [
  ['set', 'record'],
  ['sv_', 'text'],
  ['init', 'record'],
  ['u_', 'record'],
  ['ph_', 'record'],
  ['uf_', 'mark'],
  ['ud_', 'mark'],
  ['x_', 'text'],
  ['r_', 'mark'],
  ['a_', 'record'],
  ['n_', 'record'],
  ['k_', 'text'],
  ['c_', 'mark'],
  ['q_', 'record'],
  ['jr_', 'record'],
  ['nm_', 'mark'],
  ['l_', 'mark'],
  ['s_', 'mark'],
  ['pl_', 'record'],
  ['px_', 'mark'],
  ['ao_', 'mark'],
  ['ak_', 'record'],
  ['ax_', 'mark'],
  ['ad_', 'mark'],
  ['un_', 'mark'],
  ['h_', 'mark'],
  ['hr_', 'record'],
  ['ev_', 'mark'],
  ['ch_', 'text'],
  ['en_', 'mark'],
  ['an_', 'record'],
  ['aw_', 'mark'],
  ['au_', 'mark'],
] as const satisfies readonly (readonly [string, BackupKind])[]

export type BackupKind = 'record' | 'mark' | 'text'

const keyForm = /^[A-Za-z0-9_]{1,512}$/

function holds(prefix: string, key: string): boolean {
  return prefix.endsWith('_') ? key.startsWith(prefix) && key !== prefix : key === prefix
}

/** What a durable key's value is; undefined for a key that no backup may hold. */
export function backupKind(key: string): BackupKind | undefined {
  return keyForm.test(key) ? durable.find(([prefix]) => holds(prefix, key))?.[1] : undefined
}

/** Who is an admin, who was made by initialize, and who the super admin is. */
export function isRoleKey(key: string): boolean {
  return key === 'init' || 'ars'.includes(parseUserFact(key)?.type ?? ' ')
}

/** Whether a key holds settings of the site, which a restore takes only when asked to. */
export function isSettingKey(key: string): boolean {
  return key === 'set' || key.startsWith('sv_')
}

/** Whether a record is what its key says it is. */
export function isRestorable({ key, value }: BackupEntry): boolean {
  const kind = durable.find(([prefix]) => holds(prefix, key))?.[0]
  return kind !== undefined && isWellFormed(kind, key, value)
}

export type BackupEntry = { readonly key: string; readonly value: string }
export type BackupPage = { readonly entries: readonly BackupEntry[]; readonly next: string | undefined }

/** Where a page begins: the place of the prefix in `durable`, then the store's own cursor. */
type Position = { readonly prefix: number; readonly cursor: string }

function parseCursor(text: string): Position | undefined {
  const [, prefix, cursor = ''] = /^(\d{1,2})\.([\s\S]*)$/.exec(text) ?? []
  const index = Number(prefix ?? -1)
  return index >= 0 && index < durable.length ? { prefix: index, cursor } : undefined
}

const width = 8

/**
 * Durable records from a cursor on ("" = the beginning), fewer than `keysMax` + 256. Records cost a get each, facts and
 * indexes only their list. Undefined for a cursor that is none.
 */
export async function readBackupPage(
  kv: Kv,
  cursorText: string,
  keysMax: number,
): Promise<BackupPage | undefined> {
  let position = cursorText === '' ? { prefix: 0, cursor: '' } : parseCursor(cursorText)
  if (position === undefined) return undefined
  const keys: string[] = []
  while (position.prefix < durable.length && keys.length < keysMax) {
    const [prefix] = durable[position.prefix] ?? ['']
    const page = await listPage(kv, prefix, position.cursor)
    keys.push(...page.keys.filter((key) => holds(prefix, key)))
    position =
      page.next === ''
        ? { prefix: position.prefix + 1, cursor: '' }
        : { prefix: position.prefix, cursor: page.next }
  }
  const values = await mapBounded(keys, width, (key) =>
    backupKind(key) === 'mark' ? Promise.resolve(emptyValue) : kv.get(key),
  )
  const entries = keys.flatMap((key, index) => {
    const value = values[index] ?? null
    return value === null ? [] : [{ key, value }]
  })
  const isDone = position.prefix >= durable.length
  return { entries, next: isDone ? undefined : `${position.prefix}.${position.cursor}` }
}

/**
 * Writes what is not there yet and answers how many; doing it again changes nothing. What exists stays: a record of
 * today must not fall back to the backup's, and a fact is the same fact.
 */
export async function writeBackup(kv: Kv, entries: readonly BackupEntry[]): Promise<number> {
  const written = await mapBounded(entries, width, async ({ key, value }) => {
    if ((await kv.get(key)) !== null) return 0
    await kv.put(key, value)
    return 1
  })
  return written.reduce<number>((sum, one) => sum + one, 0)
}
