import type { JSX } from 'preact'
import { TextField } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { Box } from '../states.tsx'
import { SettingCheck, SettingsFrame } from './settings-frame.tsx'
import { useSettings, type SettingsProps } from './use-settings.ts'

/** How the site sends mail. The key is never shown, an empty field keeps it. */
export function MailForm(props: SettingsProps): JSX.Element {
  const { settings } = props
  const state = useSettings('mail', props)
  const { draft, set, text, locked } = state
  const keySet = settings.resend_api_key !== ''
  return (
    <section class="card section" aria-labelledby="h-mail">
      <h2 id="h-mail">{t('mailTest')}</h2>
      <p class="small dim">{t(`mail_${settings.mail_source}`)}</p>
      {locked ? <p class="small dim">{t('mailSuperOnly')}</p> : null}
      {settings.mail_last_error === '' ? null : (
        <Box tone="bad" title={t('mailLastError')}>
          {settings.mail_last_error}
        </Box>
      )}
      <SettingsFrame state={state} save={t('saveMail')}>
        <div class="two">
          <TextField
            {...text('mail_from')}
            label={t('mailFrom')}
            input={{ placeholder: 'EasyTier <noreply@example.org>', readOnly: locked }}
          />
          <TextField
            {...text('resend_api_key')}
            label={t('resendKey')}
            hint={keySet ? t('secretSet') : t('secretNotSet')}
            input={{ type: 'password', autocomplete: 'off', readOnly: locked }}
          />
        </div>
        {keySet && draft.resend_api_key === '' ? (
          <SettingCheck
            label={t('secretClear')}
            checked={draft.clearKey}
            disabled={locked}
            onChange={(clearKey) => set({ clearKey })}
          />
        ) : null}
        <TextField
          {...text('mails_per_day')}
          label={t('mailsPerDay')}
          hint={t('mailsPerDayHint')}
          input={{ inputMode: 'numeric' }}
        />
      </SettingsFrame>
    </section>
  )
}
