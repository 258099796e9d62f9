import type * as v from 'valibot'
import type { Settings, SettingsBody } from '../../../../contract/system.ts'
import { limits } from '../../../../contract/limits.ts'
import { readNumber } from '../form/model.ts'

export type SiteSettings = v.InferOutput<typeof Settings>
export type SettingsChange = v.InferInput<typeof SettingsBody>

/** The settings as typed. `resend_api_key` holds only what is newly typed; `clearKey` drops the stored one. */
export type SettingsDraft = {
  readonly site_name: string
  readonly site_url: string
  readonly notice: string
  readonly registration_open: 0 | 1
  readonly nodes_per_user: string
  readonly mail_from: string
  readonly resend_api_key: string
  readonly clearKey: boolean
  readonly check_network_name: string
}

export function draftOfSettings(settings: SiteSettings): SettingsDraft {
  return {
    site_name: settings.site_name,
    site_url: settings.site_url,
    notice: settings.notice,
    registration_open: settings.registration_open,
    nodes_per_user: String(settings.nodes_per_user),
    mail_from: settings.mail_from,
    resend_api_key: '',
    clearKey: false,
    check_network_name: settings.check_network_name,
  }
}

/** The fields that differ, as PUT takes them: a typed key replaces, null clears, nothing keeps. */
export function settingsChange(draft: SettingsDraft, settings: SiteSettings): SettingsChange {
  const { resend_api_key, clearKey, nodes_per_user, ...texts } = draft
  const change: SettingsChange = Object.fromEntries(
    Object.entries(texts).filter(([name, value]) => value !== settings[name as keyof SiteSettings]),
  )
  const count = readNumber(nodes_per_user, settings.nodes_per_user)
  if (count !== settings.nodes_per_user) change.nodes_per_user = count
  if (resend_api_key !== '') change.resend_api_key = resend_api_key
  else if (clearKey && settings.resend_api_key !== '') change.resend_api_key = null
  return change
}

/** What is wrong with the settings as typed, by field. */
export function checkSettings(
  draft: SettingsDraft,
): ReadonlyMap<string, 'errUrl' | 'errRange' | 'errTooLong'> {
  const found = new Map<string, 'errUrl' | 'errRange' | 'errTooLong'>()
  if (draft.site_name.trim().length > 60) found.set('site_name', 'errTooLong')
  if (!/^(?:https?:\/\/[a-z0-9.:[\]-]+)?$/i.test(draft.site_url.trim())) found.set('site_url', 'errUrl')
  if (draft.notice.trim().length > 1000) found.set('notice', 'errTooLong')
  const count = readNumber(draft.nodes_per_user, limits.nodesPerUser)
  if (!Number.isInteger(count) || count < 0 || count > 1000) found.set('nodes_per_user', 'errRange')
  return found
}
