import { parseJson } from '../../contract/json.ts'
import { ServiceError } from '../../contract/errors.ts'
import { requireProof } from '../auth/second-factor.ts'
import { audit } from '../audit/audit.ts'
import type { Caller, ServiceContext } from '../context/context.ts'
import { requireSecrets, requireSuperAdmin } from '../context/require.ts'
import { isPageLine, judgePages } from './backup-pages.ts'
import type { ImportAnswer, ImportInput } from './types.ts'
import {
  backupKind,
  isRestorable,
  isRoleKey,
  isSettingKey,
  writeBackup,
  type BackupEntry,
} from '../../store/system/index.ts'
import { markAllDirty } from '../../store/views/index.ts'

const valueCharsMax = 512_000
const markCharsMax = 64
const namedMax = 20

/**
 * Restores lines of a backup. A text that is no backup of this site's secret is refused before the first record, unless
 * forced; a record that is not what its key says is left out and named. What exists already stays, so does the caller's
 * own account; roles and settings come only when asked for.
 * Throws ServiceError super_admin_required, step_up_required, import_invalid with the line at fault, import_unsigned,
 * import_other_secret.
 */
export async function importData(ctx: ServiceContext, input: ImportInput): Promise<ImportAnswer> {
  const caller = requireSuperAdmin(ctx)
  requireProof(ctx)
  const lines = input.text.split('\n').map((line) => line.replace(/\r$/, ''))
  const read = lines.flatMap((line, index) =>
    line === '' || isPageLine(line) ? [] : [{ entry: readLine(line, index), line: index + 1 }],
  )
  if (read.length === 0) throw new ServiceError('import_invalid', { field: 'lines' })
  if (input.force !== true) requireTrusted(ctx, lines)
  const parts = new Set(input.with ?? [])
  const wanted = read.filter(
    ({ entry: { key } }) =>
      !isOfCaller(key, caller) &&
      (parts.has('roles') || !isRoleKey(key)) &&
      (parts.has('settings') || !isSettingKey(key)),
  )
  const bad = wanted.filter(({ entry }) => !isRestorable(entry))
  const good = wanted.filter(({ entry }) => isRestorable(entry)).map(({ entry }) => entry)
  const imported = await writeBackup(ctx.kv, good)
  markAllDirty(ctx)
  if (imported > 0) audit(ctx, 'imported', { what: `${imported}` })
  if (bad.length > 0) ctx.log('import_rejected', { count: bad.length, first: bad[0]?.entry.key.slice(0, 64) })
  return {
    message: bad.length === 0 ? '导入完成' : `导入完成，${bad.length} 条无效记录已跳过`,
    imported,
    skipped: read.length - imported,
    rejected: bad.length,
    rejected_lines: bad.slice(0, namedMax).map(({ line }) => line),
  }
}

function requireTrusted(ctx: ServiceContext, lines: readonly string[]): void {
  const judged = judgePages(requireSecrets(ctx), lines)
  if (judged === 'other_secret') throw new ServiceError('import_other_secret', { field: 'force' })
  if (judged === 'unsigned') throw new ServiceError('import_unsigned', { field: 'force' })
}

// Facts of another life of the caller's account would end the very session that imports.
function isOfCaller(key: string, { userKey }: Caller): boolean {
  return ['u_', 'uf_', 'ph_', 'ud_'].some((prefix) => key.startsWith(prefix + userKey))
}

function readLine(line: string, index: number): BackupEntry {
  const field = `lines[${index}]`
  const fail = (what: string): ServiceError =>
    new ServiceError('import_invalid', { field, line: index + 1 }, `备份第 ${index + 1} 行无效：${what}`)
  const entry = parseJson(line)
  if (typeof entry !== 'object' || entry === null || !('key' in entry) || !('value' in entry)) {
    throw fail('须为 {"key", "value"}')
  }
  const { key, value } = entry
  const kind = typeof key === 'string' ? backupKind(key) : undefined
  if (typeof key !== 'string' || kind === undefined) throw fail('key 不允许')
  if (typeof value !== 'string') throw fail('value 必须是字符串')
  if (!isWhole(kind, value)) throw fail('value 不完整或过长')
  return { key, value }
}

function isWhole(kind: 'record' | 'mark' | 'text', value: string): boolean {
  if (kind === 'record') return isRecord(value)
  return value !== '' && value.length <= (kind === 'text' ? valueCharsMax : markCharsMax)
}

function isRecord(value: string): boolean {
  if (value.length > valueCharsMax) return false
  const record = parseJson(value)
  return typeof record === 'object' && record !== null && 'v' in record && record.v === 1
}
