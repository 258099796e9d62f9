import type { JSX } from 'preact'
import { t } from '../../../../i18n/console.ts'
import { useConsole } from '../../console.ts'
import { PageHead } from '../../page-head.tsx'
import { Blank } from '../../states.tsx'
import { useStore } from '../../store.ts'
import { ExportCard } from './export-card.tsx'
import { ImportCard } from './import-card.tsx'

/** `#/admin/backup`: the whole site into a file and back, for the super administrator. */
export function BackupPage(): JSX.Element {
  const { signedIn } = useStore(useConsole().store)
  return (
    <div class="middle-page">
      <PageHead
        title={t('backup')}
        crumbs={[{ href: '#/admin/settings', label: t('adminSettings') }, { label: t('backup') }]}
      />
      {signedIn?.role === 'super_admin' ? (
        <>
          <ExportCard />
          <ImportCard />
        </>
      ) : (
        <Blank title={t('backupSuper')} />
      )}
    </div>
  )
}
