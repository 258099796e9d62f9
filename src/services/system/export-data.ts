import { ServiceError } from '../../contract/errors.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets, requireSuperAdmin } from '../context/require.ts'
import { signPage } from './backup-pages.ts'
import { requireProof } from '../auth/second-factor.ts'
import type { ExportInput, ExportPage } from './types.ts'
import { readBackupPage } from '../../store/system/index.ts'

/** A page must fit the platform's time. */
const keysMax = 256
/** A signed part must be small enough to be imported again in one body; a record alone may be longer than this. */
const partCharsMax = 300_000

/**
 * One page of the backup in one or more parts: a line of `{"key", "value"}` for each durable record, each part between a
 * first and a last line that sign it.
 * Throws ServiceError super_admin_required, step_up_required, invalid_field for a cursor that no page has answered.
 */
export async function exportData(ctx: ServiceContext, input: ExportInput): Promise<ExportPage> {
  requireSuperAdmin(ctx)
  requireProof(ctx)
  const page = await readBackupPage(ctx.kv, input.cursor ?? '', keysMax)
  if (page === undefined) throw new ServiceError('invalid_field', { field: 'cursor' }, 'cursor 无效')
  if (input.cursor === undefined) audit(ctx, 'exported')
  const secrets = requireSecrets(ctx)
  const lines = page.entries.map((entry) => `${JSON.stringify(entry)}\n`)
  return {
    ndjson: partsOf(lines)
      .map((part) => signPage(secrets, part))
      .join(''),
    nextCursor: page.next,
  }
}

function partsOf(lines: readonly string[]): string[] {
  const parts = ['']
  for (const line of lines) {
    const last = parts.at(-1) ?? ''
    if (last !== '' && last.length + line.length > partCharsMax) parts.push(line)
    else parts[parts.length - 1] = last + line
  }
  return parts
}
