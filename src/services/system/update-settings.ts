import { seal } from '../../auth/sealing.ts'
import type { ServiceContext } from '../context/context.ts'
import { apiKeySealContext } from '../mail/send.ts'
import { requireAdmin, requireSecrets } from '../context/require.ts'
import { describeSettings, secretMask } from './get-settings.ts'
import type { SettingsUpdatedAnswer, UpdateSettingsInput } from './types.ts'
import { readSettings, saveSettings, type StoredSettings } from '../../store/system/index.ts'

/**
 * Changes the named settings. The API key: null clears it, "" or its mask leaves it, anything else is sealed.
 * Throws ServiceError admin_required, jwt_secret_unset.
 */
export async function updateSettings(
  ctx: ServiceContext,
  input: UpdateSettingsInput,
): Promise<SettingsUpdatedAnswer> {
  requireAdmin(ctx)
  const { resend_api_key: apiKey, ...plain } = input
  const { resend_api_key_sealed: before, ...stored } = await readSettings(ctx.kv)
  const sealed = await sealApiKey(ctx, apiKey, before)
  const record: StoredSettings = {
    ...stored,
    ...pickDefined(plain),
    ...(sealed === undefined ? {} : { resend_api_key_sealed: sealed }),
  }
  await saveSettings(ctx, record)
  return { message: '设置已保存', settings: await describeSettings(ctx) }
}

async function sealApiKey(
  ctx: ServiceContext,
  apiKey: string | null | undefined,
  before: string | undefined,
): Promise<string | undefined> {
  if (apiKey === null) return undefined
  if (apiKey === undefined || apiKey === '' || apiKey === secretMask) return before
  return seal(requireSecrets(ctx), apiKeySealContext, apiKey)
}

/** The whitelist of plain settings; a field that is absent changes nothing. */
const plainNames = [
  'site_name',
  'site_url',
  'notice',
  'registration_open',
  'nodes_per_user',
  'mail_from',
  'check_network_name',
  'reports_per_minute',
] as const satisfies readonly (keyof StoredSettings)[]

function pickDefined(plain: Omit<UpdateSettingsInput, 'resend_api_key'>): Partial<StoredSettings> {
  return Object.fromEntries(
    plainNames.flatMap((name) => (plain[name] === undefined ? [] : [[name, plain[name]]])),
  )
}
