import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../../i18n/console.ts'
import { Failure, Skeleton } from '../states.tsx'

type Loaded = { readonly Page?: ComponentType<{ begin?: boolean }>; readonly failed?: boolean }

/** The page of the self-test, fetched when it is opened: its words are many. `setup`: before there is anybody to sign in. */
export function LazySelfTest({
  setup = false,
  begin = false,
}: {
  setup?: boolean
  begin?: boolean
}): JSX.Element {
  const [loaded, setLoaded] = useState<Loaded>({})
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    import('./self-test-page.tsx').then(
      ({ SelfTestPage, SetupTestPage }) => setLoaded({ Page: setup ? SetupTestPage : SelfTestPage }),
      () => setLoaded({ failed: true }),
    )
  }, [attempt, setup])
  if (loaded.Page) return <loaded.Page begin={begin} />
  return loaded.failed ? (
    <Failure title={t('pageNotLoaded')} onRetry={() => setAttempt(attempt + 1)} />
  ) : (
    <Skeleton rows={4} />
  )
}
