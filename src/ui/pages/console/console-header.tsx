import type { JSX } from 'preact'
import { AccountLink, Header, type NavItem } from '../../components/header.tsx'
import { t } from '../../i18n/console.ts'
import { useConsole } from './console.ts'
import type { ConsoleRoute } from './routes.ts'
import { useStore } from './store.ts'

const mine: ReadonlySet<ConsoleRoute['name']> = new Set([
  'nodes',
  'node-new',
  'node-edit',
  'reporter',
  'figures',
])

const ofSettings: ReadonlySet<ConsoleRoute['name']> = new Set([
  'admin-announcements',
  'admin-audit',
  'admin-settings',
  'admin-places',
  'admin-backup',
  'admin-self-test',
])

/** Header of the console; administrators see their three pages too. */
export function ConsoleHeader({ route }: { route: ConsoleRoute }): JSX.Element {
  const opened = useConsole()
  const { signedIn, site } = useStore(opened.store)
  const item = (href: string, label: string, current: boolean): NavItem => ({ href, label, current })
  const admin = signedIn !== undefined && signedIn.role !== 'user'
  const items: NavItem[] = signedIn
    ? [
        item('#/nodes', t('mine'), mine.has(route.name)),
        item('#/alerts', t('alerts'), route.name === 'alerts' || route.name === 'events'),
        ...(admin
          ? [
              item('#/admin/nodes', t('adminNodes'), route.name === 'admin-nodes'),
              item('#/admin/users', t('adminUsers'), route.name === 'admin-users'),
              item('#/admin/queue', t('adminQueue'), route.name === 'admin-queue'),
              item('#/admin/settings', t('adminSettings'), ofSettings.has(route.name)),
            ]
          : []),
        item('/', t('navPublic'), false),
        item('#/account', t('account'), route.name === 'account' || route.name === 'keys'),
      ]
    : [
        item('/', t('navStatus'), false),
        item('/share/', t('navShare'), false),
        item('/docs/', t('navApi'), false),
      ]
  return (
    <Header
      items={items}
      site={site}
      end={signedIn ? <Who email={signedIn.email} onSignOut={opened.leave} /> : <AccountLink />}
    />
  )
}

function Who({ email, onSignOut }: { email: string; onSignOut: () => void }): JSX.Element {
  return (
    <>
      <span class="tiny who-email" title={email}>
        {email}
      </span>
      <button type="button" class="btn btn-plain" onClick={onSignOut}>
        {t('signOut')}
      </button>
    </>
  )
}
