import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ConfirmHost } from '../../components/confirm.tsx'
import { Footer } from '../../components/footer.tsx'
import { Toasts } from '../../components/toast.tsx'
import { ConsoleHeader } from './console-header.tsx'
import { ConsoleProvider, openConsole, type Console } from './console.ts'
import { Pages } from './pages.tsx'
import { ProofDialog } from './proof-dialog.tsx'
import { ReadOnlyBar, SessionDialog } from './session-dialog.tsx'
import { useStore } from './store.ts'
import { SelfTestWarning } from './self-test/warning-bar.tsx'
import { useRoute } from './use-route.ts'
import { useSessionWatch } from './use-session-watch.ts'

/** The console: header, the page of the hash, dialogs and toasts over it. */
export function App(): JSX.Element {
  const [opened] = useState(openConsole)
  return (
    <ConsoleProvider value={opened}>
      <Frame console={opened} />
    </ConsoleProvider>
  )
}

function Frame({ console: opened }: { console: Console }): JSX.Element {
  const route = useRoute()
  const { site, asking, proving, signedIn } = useStore(opened.store)
  useEffect(() => void opened.loadSite(), [opened])
  useEffect(() => void opened.loadSelfTest(), [opened, signedIn?.email])
  useSessionWatch(opened, route)
  return (
    <>
      <ConsoleHeader route={route} />
      <main id="main" class="wrap console" tabIndex={-1}>
        <ReadOnlyBar />
        <SelfTestWarning on={route.name} />
        <Pages route={route} />
      </main>
      <Footer version={site?.version} />
      <ConfirmHost />
      {asking ? <SessionDialog /> : null}
      {proving && !asking ? <ProofDialog /> : null}
      <Toasts />
    </>
  )
}
