import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets, requireSuperAdmin } from '../context/require.ts'
import { signPage } from './backup-pages.ts'
import { requireProof } from '../auth/second-factor.ts'
import type { ExportInput, ExportPage } from './types.ts'
import { readBackupPage } from '../../store/system/index.ts'

/** A page must fit the platform's time and be small enough to be imported again in one body. */
const keysMax = 256

/**
 * One page of the backup: a line of `{"key", "value"}` for each durable record between a first and a last line that
 * sign it.
 * Throws ServiceError super_admin_required, step_up_required, invalid_field for a cursor that no page has answered.
 */
export async function exportData(ctx: ServiceContext, input: ExportInput): Promise<ExportPage> {
  requireSuperAdmin(ctx)
  requireProof(ctx)
  const page = await readBackupPage(ctx.kv, input.cursor ?? '', keysMax)
  if (page === undefined) throw new ServiceError('invalid_field', { field: 'cursor' }, 'cursor 无效')
  const ndjson = page.entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  return { ndjson: signPage(requireSecrets(ctx), ndjson), nextCursor: page.next }
}
