import type { JSX } from 'preact'
import { sides } from '../../../../contract/sides.ts'
import { listingRules } from '../../../../contract/vocabulary.ts'
import { Segmented } from '../../../components/segmented.tsx'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { Icon } from '../../../components/icon.tsx'
import { t } from '../../../i18n/console.ts'
import { zoneName } from '../../../lib/zone-name.ts'
import { SettingCheck, SettingsFrame } from './settings-frame.tsx'
import { useSettings, type SettingsProps } from './use-settings.ts'

/** UTC-12 to UTC+14 in half hours, as minutes east of UTC. */
const zones = Array.from({ length: 53 }, (_, at) => -720 + 30 * at)

/** The site's own settings; sends what was changed. */
export function SiteForm(props: SettingsProps): JSX.Element {
  const state = useSettings('site', props)
  const { draft, set, errorOf, text, flag } = state
  return (
    <section class="card section" aria-labelledby="h-site">
      <h2 id="h-site">{t('site')}</h2>
      <SettingsFrame state={state} save={t('saveSite')}>
        <div class="two">
          <TextField {...text('site_name')} label={t('siteName')} />
          <TextField {...text('site_name_en')} label={t('siteNameEn')} hint={t('siteNameEnHint')} optional />
        </div>
        <Field path="notice" label={t('notice')} optional error={errorOf('notice')} hint={t('noticeHint')}>
          <textarea
            class="input"
            rows={2}
            {...describe('notice', errorOf('notice'), true)}
            value={draft.notice}
            onInput={(event) => set({ notice: event.currentTarget.value })}
          />
        </Field>
        <div class="two">
          <TextField {...text('nodes_per_user')} label={t('nodesPerUser')} input={{ inputMode: 'numeric' }} />
          <TextField {...text('check_network_name')} label={t('checkNetwork')} hint={t('checkNetworkHint')} />
        </div>
        <TextField
          {...text('control_addresses')}
          label={t('controlAddresses')}
          hint={t('controlAddressesHint')}
          optional
        />
        <TextField
          {...text('reports_per_minute')}
          label={t('reportsPerMinute')}
          hint={t('reportsPerMinuteHint')}
          input={{ inputMode: 'numeric' }}
        />
        <Segmented
          path="listing"
          label={t('listing')}
          hint={t(`listingHint_${draft.listing}`)}
          value={draft.listing}
          options={listingRules.map((value) => ({ value, label: t(`listing_${value}`) }))}
          onValue={(listing) => set({ listing })}
        />
        <div class="two">
          <TextField
            {...text('handout_places_max')}
            label={t('handoutPlaces')}
            hint={t('handoutPlacesHint')}
            input={{ inputMode: 'numeric' }}
          />
          <TextField
            {...text('handout_owner_percent')}
            label={t('handoutOwner')}
            hint={t('handoutOwnerHint')}
            unit="%"
            input={{ inputMode: 'numeric' }}
          />
        </div>
        <Field path="utc_offset_minutes" label={t('siteZone')} hint={t('siteZoneHint')}>
          <span class="select">
            <select
              class="input"
              {...describe('utc_offset_minutes', undefined, true)}
              value={draft.utc_offset_minutes}
              onChange={(event) => set({ utc_offset_minutes: Number(event.currentTarget.value) })}
            >
              {zones.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {zoneName(minutes)}
                </option>
              ))}
            </select>
            <Icon name="chevron" size={12} />
          </span>
        </Field>
        <Field path="check_side" label={t('checkSide')} hint={t('checkSideHint')}>
          <span class="select">
            <select
              class="input"
              {...describe('check_side', undefined, true)}
              value={draft.check_side}
              onChange={(event) =>
                set({ check_side: sides.find((side) => side === event.currentTarget.value) ?? '' })
              }
            >
              <option value="">{t('checkSideNone')}</option>
              {sides.map((side) => (
                <option key={side} value={side}>
                  {t(side)}
                </option>
              ))}
            </select>
            <Icon name="chevron" size={12} />
          </span>
        </Field>
        <SettingCheck {...flag('registration_open')} label={t('registrationOpen')} />
        <SettingCheck {...flag('allow_private_nodes')} label={t('allowPrivate')} />
        <SettingCheck {...flag('site_ipv6')} label={t('siteIpv6')} />
        <SettingCheck {...flag('relay_tag')} label={t('relayTag')} />
        <SettingCheck {...flag('sign_in_mail')} label={t('signInMail')} />
      </SettingsFrame>
    </section>
  )
}

/** What programs may ask, with an API key and without. */
export function KeysForm(props: SettingsProps): JSX.Element {
  const state = useSettings('keys', props)
  const { text } = state
  const input = { inputMode: 'numeric' } as const
  return (
    <section class="card section" aria-labelledby="h-key-settings">
      <h2 id="h-key-settings">{t('keySettings')}</h2>
      <SettingsFrame state={state} save={t('saveKeys')}>
        <div class="two">
          <TextField {...text('api_keys_per_user')} label={t('keysPerUser')} input={input} />
          <TextField
            {...text('ip_nodes_per_hour')}
            label={t('ipNodes')}
            hint={t('ipNodesHint')}
            input={input}
          />
        </div>
        <div class="two">
          <TextField {...text('api_day_quota')} label={t('keyDay')} input={input} />
          <TextField
            {...text('api_minute_quota')}
            label={t('keyMinute')}
            hint={t('keyMinuteHint')}
            input={input}
          />
        </div>
        <div class="two">
          <TextField {...text('api_day_quota_max')} label={t('keyDayMax')} input={input} />
          <TextField {...text('api_minute_quota_max')} label={t('keyMinuteMax')} input={input} />
        </div>
      </SettingsFrame>
    </section>
  )
}

/** What could lead readers astray when it falls into wrong hands: the super administrator's alone. */
export function SafetyForm(props: SettingsProps): JSX.Element {
  const state = useSettings('safety', props)
  const { text, flag, locked } = state
  return (
    <section class="card section" aria-labelledby="h-safety">
      <h2 id="h-safety">{t('safety')}</h2>
      {locked ? <p class="small dim">{t('superOnly')}</p> : null}
      <SettingsFrame state={state} save={t('saveSafety')}>
        <TextField
          {...text('site_url')}
          label={t('siteUrl')}
          hint={t('siteUrlHint')}
          input={{ type: 'url', inputMode: 'url', placeholder: 'https://', readOnly: locked }}
        />
        <SettingCheck {...flag('totp_required_for_admins')} label={t('adminsNeedFactor')} disabled={locked} />
      </SettingsFrame>
    </section>
  )
}
