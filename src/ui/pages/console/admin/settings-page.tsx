import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Failure, Skeleton, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { CheckerCard } from './checker-card.tsx'
import { MailForm } from './mail-form.tsx'
import { MailTest } from './mail-test.tsx'
import { KeysForm, SafetyForm, SiteForm } from './settings-form.tsx'
import type { SiteSettings } from './settings-model.ts'

/** `#/admin/settings` */
export function SettingsPage(): JSX.Element {
  const { api } = useConsole()
  const found = usePoll('settings', (signal) => api.send(calls.getSettings(), { signal }), 0)
  const { data, problem } = found
  const saved = (settings: SiteSettings): void => found.setData({ settings })
  return (
    <div class="middle-page">
      <PageHead title={t('adminSettings')} />
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={6} /> : null}
      {data ? (
        <>
          <SiteForm settings={data.settings} onSaved={saved} />
          <KeysForm settings={data.settings} onSaved={saved} />
          <SafetyForm settings={data.settings} onSaved={saved} />
          <MailForm settings={data.settings} onSaved={saved} />
          <MailTest onTried={found.reload} />
        </>
      ) : null}
      <CheckerCard />
      <p class="under-card">
        <a href="#/admin/announcements">{t('adminAnnouncements')}</a> ·{' '}
        <a href="#/admin/audit">{t('adminAudit')}</a> · <a href="#/admin/places">{t('adminPlaces')}</a> ·{' '}
        <a href="#/admin/self-test">{t('selfTest')}</a> · <a href="#/admin/backup">{t('backup')}</a>
      </p>
    </div>
  )
}
