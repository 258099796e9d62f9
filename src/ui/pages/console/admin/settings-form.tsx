import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import {
  checkSettings,
  draftOfSettings,
  settingsChange,
  type SettingsDraft,
  type SiteSettings,
} from './settings-model.ts'

type Props = Readonly<{ settings: SiteSettings; onSaved: (settings: SiteSettings) => void }>
const lengths: Readonly<Record<string, number>> = { site_name: 60, notice: 1000 }

/** The site's settings; sends what was changed. Secrets are never shown, an empty field keeps them. */
export function SettingsForm({ settings, onSaved }: Props): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const [draft, setDraft] = useState(() => draftOfSettings(settings))
  const set = (change: Partial<SettingsDraft>): void => {
    setDraft((old) => ({ ...old, ...change }))
    if (action.problem?.field !== undefined) action.clear()
  }
  const complaints = checkSettings(draft)
  const change = settingsChange(draft, settings)
  const dirty = Object.keys(change).length > 0
  useEffect(() => {
    if (!dirty) return undefined
    const unload = (event: Event): void => event.preventDefault()
    addEventListener('beforeunload', unload)
    return () => removeEventListener('beforeunload', unload)
  }, [dirty])
  const errorOf = (name: string): string | undefined => {
    const complaint = complaints.get(name)
    if (complaint) return t(complaint, { n: lengths[name] ?? 0, min: 0, max: 1000 })
    return action.problem?.field === name ? say(action.problem) : undefined
  }
  const text = (
    name: 'site_name' | 'site_url' | 'nodes_per_user' | 'mail_from' | 'resend_api_key' | 'check_network_name',
  ) => ({
    path: name,
    value: draft[name],
    error: errorOf(name),
    onValue: (value: string) => set({ [name]: value }),
  })
  const send = async (): Promise<void> => {
    const first = [...complaints.keys()][0]
    if (first !== undefined) {
      document.getElementById(`f-${first}`)?.focus()
      return
    }
    if (!dirty) {
      showToast({ tone: 'idle', text: t('nothingChanged') })
      return
    }
    const answer = await opened.api.send(calls.updateSettings(change))
    setDraft(draftOfSettings(answer.settings))
    onSaved(answer.settings)
    showToast({ tone: 'good', text: t('settingsSaved') })
    void opened.loadSite()
  }
  const keySet = settings.resend_api_key !== ''
  return (
    <section class="card section" aria-labelledby="h-site">
      <h2 id="h-site">{t('site')}</h2>
      <AuthForm action={action} onSend={send}>
        <div class="two">
          <TextField {...text('site_name')} label={t('siteName')} />
          <TextField
            {...text('site_url')}
            label={t('siteUrl')}
            hint={t('siteUrlHint')}
            input={{ type: 'url', inputMode: 'url', placeholder: 'https://' }}
          />
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
        <label class="check">
          <input
            type="checkbox"
            checked={draft.registration_open === 1}
            onChange={(event) => set({ registration_open: event.currentTarget.checked ? 1 : 0 })}
          />
          {t('registrationOpen')}
        </label>
        <div class="two">
          <TextField {...text('nodes_per_user')} label={t('nodesPerUser')} input={{ inputMode: 'numeric' }} />
          <TextField {...text('check_network_name')} label={t('checkNetwork')} hint={t('checkNetworkHint')} />
        </div>
        <div class="two">
          <TextField
            {...text('mail_from')}
            label={t('mailFrom')}
            input={{ placeholder: 'EasyTier <noreply@example.org>' }}
          />
          <TextField
            {...text('resend_api_key')}
            label={t('resendKey')}
            hint={keySet ? t('secretSet') : t('secretNotSet')}
            input={{ type: 'password', autocomplete: 'off' }}
          />
        </div>
        {keySet && draft.resend_api_key === '' ? (
          <label class="check">
            <input
              type="checkbox"
              checked={draft.clearKey}
              onChange={(event) => set({ clearKey: event.currentTarget.checked })}
            />
            {t('secretClear')}
          </label>
        ) : null}
        <FormError
          text={
            action.problem && action.problem.field === undefined
              ? t('unsaved', { why: say(action.problem) })
              : ''
          }
        />
        <div class="section-end">
          <SubmitButton label={t('save')} busy={action.busy} waitS={action.waitS} />
        </div>
      </AuthForm>
    </section>
  )
}
