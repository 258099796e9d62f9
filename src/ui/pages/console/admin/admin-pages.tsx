import type { JSX } from 'preact'
import type { ConsoleRoute } from '../routes.ts'
import { LazySelfTest } from '../self-test/lazy-self-test.tsx'
import { AnnouncementsPage } from '../announcements/announcements-page.tsx'
import { AuditPage } from '../audit/audit-page.tsx'
import { AllNodesPage } from './all-nodes-page.tsx'
import { BackupPage } from './backup/backup-page.tsx'
import { PlacesPage } from './places-page.tsx'
import { QueuePage } from './queue-page.tsx'
import { SettingsPage } from './settings-page.tsx'
import { UsersPage } from './users-page.tsx'

/** The administrators' page of a route; fetched apart from the rest. */
export function AdminPage({ route }: { route: ConsoleRoute }): JSX.Element | null {
  switch (route.name) {
    case 'admin-nodes':
      return <AllNodesPage key="nodes" list={route.list} />
    case 'admin-users':
      return <UsersPage key="users" list={route.list} />
    case 'admin-queue':
      return <QueuePage key="queue" />
    case 'admin-places':
      return <PlacesPage key="places" />
    case 'admin-announcements':
      return <AnnouncementsPage key="announcements" />
    case 'admin-backup':
      return <BackupPage key="backup" />
    case 'admin-audit':
      return <AuditPage key="audit" />
    case 'admin-settings':
      return <SettingsPage key="settings" />
    case 'admin-self-test':
      return <LazySelfTest key="self-test" begin={route.begins} />
    default:
      return null
  }
}
