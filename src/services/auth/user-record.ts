import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { readUserRecord, type UserRecord } from '../../store/users/index.ts'

/**
 * The record of a user's password; undefined for an unknown user. One get. A record that cannot be read is no unknown
 * user: nothing may be decided by it.
 * Throws ServiceError storage_unavailable.
 */
export async function loadUserRecord(ctx: ServiceContext, user: string): Promise<UserRecord | undefined> {
  const reading = await readUserRecord(ctx.kv, user)
  if (reading.kind === 'readable') return reading.record
  if (reading.kind === 'absent') return undefined
  ctx.log('record_unreadable', { record: 'user', newer: reading.isNewer })
  throw new ServiceError('storage_unavailable', { retry_after_seconds: retryAfterS })
}

const retryAfterS = 60
