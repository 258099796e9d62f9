import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../i18n/console.ts'
import { AccountPage } from './account/account-page.tsx'
import { InitPage } from './sign-in/init-page.tsx'
import { LoginPage } from './sign-in/login-page.tsx'
import { RegisterPage } from './sign-in/register-page.tsx'
import { ResetPage } from './sign-in/reset-page.tsx'
import { VerifyPage } from './sign-in/verify-page.tsx'
import { useConsole } from './console.ts'
import { NodeEditPage } from './form/node-edit-page.tsx'
import { NodeNewPage } from './form/node-new-page.tsx'
import { NodesPage } from './nodes/nodes-page.tsx'
import { PageHead } from './page-head.tsx'
import { ReporterPage } from './reporter/reporter-page.tsx'
import { LazySelfTest } from './self-test/lazy-self-test.tsx'
import { isAdminRoute, isOpenRoute, type ConsoleRoute } from './routes.ts'
import { Blank, Failure, Skeleton } from './states.tsx'
import { useStore } from './store.ts'

/** The page of a route. Its key makes every place a page of its own, so that nothing typed moves to another node. */
export function Pages({ route }: { route: ConsoleRoute }): JSX.Element | null {
  const { signedIn } = useStore(useConsole().store)
  if (signedIn === undefined && !isOpenRoute(route.name)) return null
  if (isAdminRoute(route.name)) {
    return signedIn === undefined || signedIn.role === 'user' ? null : <AdminPages route={route} />
  }
  switch (route.name) {
    case 'login':
      return signedIn ? null : <LoginPage key="login" />
    case 'register':
      return <RegisterPage key="register" />
    case 'verify':
      return <VerifyPage key={`verify ${route.token}`} token={route.token} />
    case 'reset':
      return <ResetPage key={`reset ${route.token}`} token={route.token} />
    case 'init':
      return <InitPage key="init" />
    case 'setup-test':
      return <LazySelfTest key="setup-test" setup />
    case 'account':
      return <AccountPage key="account" />
    case 'nodes':
      return <NodesPage key={`nodes ${signedIn?.email}`} />
    case 'node-new':
      return <NodeNewPage key={`new ${signedIn?.email} ${route.from}`} from={route.from} />
    case 'node-edit':
      return <NodeEditPage key={`edit ${route.id}`} id={route.id} at={route.at} />
    case 'events':
      return <OwnEvents key={`events ${signedIn?.email}`} route={route} />
    case 'alerts':
      return <AlertPages key={`alerts ${signedIn?.email}`} route={route} />
    case 'figures':
      return <FigurePages key={`figures ${route.id}`} route={route} />
    case 'keys':
      return <KeyPages key={`keys ${signedIn?.email}`} route={route} />
    case 'reporter':
      return <ReporterPage key={`reporter ${route.id}`} id={route.id} />
    default:
      return <UnknownPage key="unknown" />
  }
}

function UnknownPage(): JSX.Element {
  return (
    <>
      <PageHead title={t('unknownTitle')} />
      <p>
        <a href="#/nodes">{t('backToNodes')}</a>
      </p>
    </>
  )
}

/** The site asks a second factor of administrators, and this one has none yet. */
function EnrolFirst(): JSX.Element {
  return (
    <>
      <PageHead title={t('enrolFirst')} />
      <Blank title={t('enrolFirst')}>
        <p class="dim">{t('enrolFirstBody')}</p>
        <a class="btn btn-main" href="#/account">
          {t('toAccount')}
        </a>
      </Blank>
    </>
  )
}

type PartProps = Readonly<{ route: ConsoleRoute }>
type Part = ComponentType<PartProps>

/** The administrators' pages, fetched when one is opened. */
function AdminPages({ route }: PartProps): JSX.Element {
  const { me } = useStore(useConsole().store)
  return me?.totp_required ? (
    <EnrolFirst />
  ) : (
    <Fetched route={route} load={async () => (await import('./admin/admin-pages.tsx')).AdminPage} />
  )
}

/** The page of one's own events, fetched when it is opened. */
function OwnEvents({ route }: PartProps): JSX.Element {
  return <Fetched route={route} load={async () => (await import('./events/events-page.tsx')).EventsPage} />
}

/** The page of alert channels, fetched when it is opened. */
function AlertPages({ route }: PartProps): JSX.Element {
  return <Fetched route={route} load={async () => (await import('./alerts/alerts-page.tsx')).AlertsPage} />
}

/** The page of a node's figures, fetched when it is opened. */
function FigurePages({ route }: PartProps): JSX.Element {
  return <Fetched route={route} load={async () => (await import('./figures/figures-page.tsx')).FiguresPage} />
}

/** The page of API keys, fetched when it is opened. */
function KeyPages({ route }: PartProps): JSX.Element {
  return <Fetched route={route} load={async () => (await import('./keys/keys-page.tsx')).KeysPage} />
}

/** A part of the console that comes when it is needed. */
function Fetched({ route, load }: PartProps & Readonly<{ load: () => Promise<Part> }>): JSX.Element {
  const [loaded, setLoaded] = useState<{ Page?: Part; failed?: boolean }>({})
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    load().then(
      (Page) => setLoaded({ Page }),
      () => setLoaded({ failed: true }),
    )
  }, [attempt])
  if (loaded.Page) return <loaded.Page route={route} />
  return loaded.failed ? (
    <Failure title={t('pageNotLoaded')} onRetry={() => setAttempt(attempt + 1)} />
  ) : (
    <Skeleton rows={4} />
  )
}
