import { parseJson } from '../../contract/json.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { Caller, ServiceContext } from '../context/context.ts'
import { requireSuperAdmin } from '../context/require.ts'
import type { ImportAnswer, ImportInput } from './types.ts'
import { backupKind, writeBackup, type BackupEntry } from '../../store/system/index.ts'
import { markAllDirty } from '../../store/views/index.ts'

const valueCharsMax = 512_000
const markCharsMax = 64

/**
 * Restores lines of a backup: all of them are checked before the first is written; what exists already stays, and so
 * does the caller's own account. Throws ServiceError super_admin_required, import_invalid with the line at fault.
 */
export async function importData(ctx: ServiceContext, input: ImportInput): Promise<ImportAnswer> {
  const caller = requireSuperAdmin(ctx)
  const lines = input.text.split('\n').map((line) => line.replace(/\r$/, ''))
  const entries = lines.flatMap((line, index) => (line === '' ? [] : [readLine(line, index)]))
  if (entries.length === 0) throw new ServiceError('import_invalid', { field: 'lines' })
  const imported = await writeBackup(
    ctx.kv,
    entries.filter(({ key }) => !isOfCaller(key, caller)),
  )
  markAllDirty(ctx)
  return { message: '导入完成', imported, skipped: entries.length - imported }
}

// Facts of another life of the caller's account would end the very session that imports.
function isOfCaller(key: string, { userKey }: Caller): boolean {
  return ['u_', 'uf_', 'ph_'].some((prefix) => key.startsWith(prefix + userKey))
}

function readLine(line: string, index: number): BackupEntry {
  const field = `lines[${index}]`
  const fail = (what: string): ServiceError =>
    new ServiceError('import_invalid', { field, line: index + 1 }, `备份第 ${index + 1} 行无效:${what}`)
  const entry = parseJson(line)
  if (typeof entry !== 'object' || entry === null || !('key' in entry) || !('value' in entry)) {
    throw fail('须为 {"key", "value"}')
  }
  const { key, value } = entry
  const kind = typeof key === 'string' ? backupKind(key) : undefined
  if (typeof key !== 'string' || kind === undefined) throw fail('key 不允许')
  if (typeof value !== 'string') throw fail('value 必须是字符串')
  const isWhole = kind === 'record' ? isRecord(value) : value !== '' && value.length <= markCharsMax
  if (!isWhole) throw fail('value 不完整或过长')
  return { key, value }
}

function isRecord(value: string): boolean {
  if (value.length > valueCharsMax) return false
  const record = parseJson(value)
  return typeof record === 'object' && record !== null && 'v' in record && record.v === 1
}
