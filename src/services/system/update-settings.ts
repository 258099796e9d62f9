import { seal } from '../../auth/sealing.ts'
import { ServiceError } from '../../contract/errors.ts'
import { requireProof } from '../auth/second-factor.ts'
import { confirmPassword } from '../auth/confirm-password.ts'
import { audit } from '../audit/audit.ts'
import type { MailPort, ServiceContext } from '../context/context.ts'
import { apiKeySealContext, resolveMail, sendMail } from '../mail/send.ts'
import { settingsMail } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { requireAdmin, requireSecrets } from '../context/require.ts'
import { describeSettings, secretMask } from './get-settings.ts'
import { siteSettings } from './site-settings.ts'
import type { SettingsUpdatedAnswer, UpdateSettingsInput } from './types.ts'
import {
  readInitialized,
  readSettings,
  saveSettings,
  type SettingsChange,
  type StoredSettings,
} from '../../store/system/index.ts'
import { readUserFacts } from '../../store/users/index.ts'

/** Settings by which somebody could read the site's mails or lead their readers astray: the super admin's alone. */
const guarded = ['resend_api_key', 'mail_from', 'site_url', 'totp_required_for_admins'] as const

/**
 * Changes the named settings. The API key: null clears it, "" or its mask leaves it, anything else is sealed. Those that
 * matter are the super admin's, who shows the password again and is told by mail.
 * Throws ServiceError admin_required, super_admin_required, missing_field, password_wrong, rate_limited, jwt_secret_unset.
 */
export async function updateSettings(
  ctx: ServiceContext,
  input: UpdateSettingsInput,
): Promise<SettingsUpdatedAnswer> {
  requireAdmin(ctx)
  const stored = await readSettings(ctx)
  const changed = guarded.filter((name) => isChanged(name, input, stored))
  if (changed.length > 0) await requireOwner(ctx, changed[0] ?? '', input.password)
  const portBefore = await resolveMail(ctx)
  await saveSettings(ctx, { ...pickDefined(input), ...(await sealedKey(ctx, input.resend_api_key)) })
  const names = namesOf(input, stored)
  if (names.length > 0) audit(ctx, 'settings_changed', { what: names.join(' ') })
  if (changed.length > 0) ctx.waitUntil(tellOwner(ctx, portBefore, changed))
  return { message: '设置已保存', settings: await describeSettings(ctx) }
}

/** Names of the settings that a change alters; never what they are. */
function namesOf(input: UpdateSettingsInput, stored: StoredSettings): string[] {
  const before = siteSettings(stored)
  const plain = plainNames.filter((name) => input[name] !== undefined && input[name] !== before[name])
  return isChanged('resend_api_key', input, stored) ? [...plain, 'resend_api_key'] : [...plain]
}

function isKept(apiKey: string | null | undefined): boolean {
  return apiKey === undefined || apiKey === '' || apiKey === secretMask
}

function isChanged(
  name: (typeof guarded)[number],
  input: UpdateSettingsInput,
  stored: StoredSettings,
): boolean {
  if (name !== 'resend_api_key')
    return input[name] !== undefined && input[name] !== siteSettings(stored)[name]
  const { resend_api_key: apiKey } = input
  return !isKept(apiKey) && !(apiKey === null && stored.resend_api_key_sealed === undefined)
}

async function requireOwner(ctx: ServiceContext, field: string, password: string | undefined): Promise<void> {
  if (requireAdmin(ctx).role !== 'super_admin') throw new ServiceError('super_admin_required', { field })
  requireProof(ctx)
  if (password === undefined) {
    throw new ServiceError('missing_field', { field: 'password' }, '修改此项设置需要再次输入密码')
  }
  await confirmPassword(ctx, password, () => new ServiceError('password_wrong', { field: 'password' }))
}

/** By the way that was set before: who takes over the mail settings cannot keep it from the owner. */
async function tellOwner(ctx: ServiceContext, before: MailPort, names: readonly string[]): Promise<void> {
  const port = before.source === 'none' ? await resolveMail(ctx) : before
  const user = (await readInitialized(ctx))?.user
  const owner = user === undefined ? undefined : (await readUserFacts(ctx.kv, user)).state
  if (port.source === 'none' || owner === undefined) return
  const mail = settingsMail(owner.email, await mailScene(ctx), names, ctx.clock(), ctx.caller?.email ?? '')
  await sendMail(ctx, port, mail, 'notice')
}

async function sealedKey(ctx: ServiceContext, apiKey: string | null | undefined): Promise<SettingsChange> {
  if (apiKey === null) return { resend_api_key_sealed: null }
  if (apiKey === undefined || isKept(apiKey)) return {}
  return { resend_api_key_sealed: await seal(requireSecrets(ctx), apiKeySealContext, apiKey) }
}

/** The whitelist of plain settings; a field that is absent changes nothing. */
const plainNames = [
  'site_name',
  'site_name_en',
  'site_url',
  'notice',
  'registration_open',
  'nodes_per_user',
  'mail_from',
  'mails_per_day',
  'check_network_name',
  'control_addresses',
  'reports_per_minute',
  'utc_offset_minutes',
  'allow_private_nodes',
  'listing',
  'handout_places_max',
  'handout_owner_percent',
  'api_keys_per_user',
  'api_day_quota',
  'api_minute_quota',
  'api_day_quota_max',
  'api_minute_quota_max',
  'ip_nodes_per_hour',
  'totp_required_for_admins',
  'site_ipv6',
  'relay_tag',
  'check_side',
  'sign_in_mail',
] as const satisfies readonly (keyof SettingsChange)[]

function pickDefined(input: UpdateSettingsInput): SettingsChange {
  return Object.fromEntries(
    plainNames.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])),
  )
}
