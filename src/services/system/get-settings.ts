import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { describeSettings } from './settings-answer.ts'
import type { SettingsAnswer } from './types.ts'

/** The settings for admins. Throws ServiceError admin_required. */
export async function getSettings(ctx: ServiceContext): Promise<SettingsAnswer> {
  requireAdmin(ctx)
  return { settings: await describeSettings(ctx) }
}
