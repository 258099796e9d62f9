import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { SettingsBody } from '../../../../src/contract/system.ts'
import {
  changeOfCard,
  checkSettings,
  draftOfSettings,
  isGuarded,
  settingsCards,
  settingsChange,
  type SiteSettings,
} from '../../../../src/ui/pages/console/admin/settings-model.ts'

const settings: SiteSettings = {
  check_side: '',
  control_addresses: '',
  site_name: 'EasyTier',
  site_name_en: '',
  site_url: 'https://nodes.example.org',
  notice: '',
  registration_open: 1,
  nodes_per_user: 50,
  mail_from: '',
  mails_per_day: 100,
  allow_private_nodes: 0,
  listing: 'open',
  handout_places_max: 2000,
  handout_owner_percent: 50,
  api_keys_per_user: 10,
  api_day_quota: 2000,
  api_minute_quota: 60,
  api_day_quota_max: 100_000,
  api_minute_quota_max: 1200,
  ip_nodes_per_hour: 60,
  totp_required_for_admins: 0,
  site_ipv6: 0,
  relay_tag: 1,
  sign_in_mail: 0,
  resend_api_key: '********',
  check_network_name: 'check',
  reports_per_minute: 20,
  utc_offset_minutes: 480,
  mail_source: 'settings',
  mail_last_error: '',
}
const draft = draftOfSettings(settings)

describe('settingsChange', () => {
  it('sends the zone as the number that the contract takes', () => {
    const change = settingsChange({ ...draft, utc_offset_minutes: -210 }, settings)
    expect(change).toEqual({ utc_offset_minutes: -210 })
    expect(changeOfCard(change, 'site')).toEqual(change)
    expect(v.safeParse(SettingsBody, change).success).toBe(true)
  })

  it('is empty for what was not touched, and never sends the mask', () => {
    expect(settingsChange(draft, settings)).toEqual({})
  })

  it('sends what differs', () => {
    const change = settingsChange(
      { ...draft, notice: 'x', registration_open: 0, nodes_per_user: '１０' },
      settings,
    )
    expect(change).toEqual({ notice: 'x', registration_open: 0, nodes_per_user: 10 })
    expect(v.safeParse(SettingsBody, change).success).toBe(true)
  })

  it('keeps, replaces and clears the key', () => {
    expect(settingsChange({ ...draft, resend_api_key: 're_1' }, settings)).toEqual({ resend_api_key: 're_1' })
    expect(settingsChange({ ...draft, clearKey: true }, settings)).toEqual({ resend_api_key: null })
    expect(settingsChange({ ...draft, clearKey: true }, { ...settings, resend_api_key: '' })).toEqual({})
  })
})

it('checks before it is sent', () => {
  expect([...checkSettings(draft).keys()]).toEqual([])
  const wrong = {
    ...draft,
    site_name: 'x'.repeat(61),
    site_url: 'https://h/path',
    notice: 'x'.repeat(1001),
    nodes_per_user: '1.5',
  }
  expect([...checkSettings(wrong).keys()]).toEqual(['site_name', 'site_url', 'notice', 'nodes_per_user'])
})

describe('the cards', () => {
  it('each sends its own and no more', () => {
    const change = settingsChange(
      { ...draft, notice: 'x', mails_per_day: '20', site_url: 'https://other.example.org' },
      settings,
    )
    expect(changeOfCard(change, 'site')).toEqual({ notice: 'x' })
    expect(changeOfCard(change, 'mail')).toEqual({ mails_per_day: 20 })
    expect(changeOfCard(change, 'safety')).toEqual({ site_url: 'https://other.example.org' })
  })

  it('each setting that a reader may change stands on one', () => {
    const changed = settingsChange(
      {
        site_name: 'a',
        check_side: 'unicom',
        control_addresses: 'tcp://h:1',
        utc_offset_minutes: 0,
        site_name_en: 'g',
        site_url: 'https://b.example.org',
        notice: 'c',
        registration_open: 0,
        nodes_per_user: '1',
        mail_from: 'd',
        mails_per_day: '2',
        resend_api_key: 'e',
        clearKey: false,
        check_network_name: 'f',
        reports_per_minute: '3',
        allow_private_nodes: 1,
        totp_required_for_admins: 1,
        site_ipv6: 1,
        relay_tag: 0,
        sign_in_mail: 1,
        listing: 'checked',
        handout_places_max: '4',
        handout_owner_percent: '5',
        api_keys_per_user: '6',
        api_day_quota: '7',
        api_minute_quota: '8',
        api_day_quota_max: '9',
        api_minute_quota_max: '10',
        ip_nodes_per_hour: '11',
      },
      settings,
    )
    const cards = settingsCards.map((card) => changeOfCard(changed, card))
    expect(Object.assign({}, ...cards)).toEqual(changed)
  })

  it('wants the password for what the server guards, and for nothing else', () => {
    for (const guarded of [
      { resend_api_key: null },
      { mail_from: 'x' },
      { site_url: '' },
      { totp_required_for_admins: 1 as const },
    ]) {
      expect(isGuarded(guarded)).toBe(true)
    }
    expect(isGuarded({ notice: 'x', mails_per_day: 3, registration_open: 0 })).toBe(false)
  })
})
