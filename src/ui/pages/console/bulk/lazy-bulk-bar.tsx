import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../../i18n/console.ts'
import type { BulkProps } from './node-bulk-bar.tsx'

type Loaded = { readonly Bar?: ComponentType<BulkProps>; readonly failed?: boolean }

/** The bar of the chosen nodes, fetched when the first one is chosen: most owners never do. */
export function LazyBulkBar(props: BulkProps): JSX.Element | null {
  const [loaded, setLoaded] = useState<Loaded>({})
  const [attempt, setAttempt] = useState(0)
  const wanted = props.selected.length > 0
  useEffect(() => {
    if (!wanted || loaded.Bar) return
    import('./node-bulk-bar.tsx').then(
      ({ NodeBulkBar }) => setLoaded({ Bar: NodeBulkBar }),
      () => setLoaded({ failed: true }),
    )
  }, [wanted, attempt])
  if (!wanted) return null
  if (loaded.Bar) return <loaded.Bar {...props} />
  return loaded.failed ? (
    <p class="small warn-text" role="alert">
      {t('pageNotLoaded')}{' '}
      <button type="button" class="link" onClick={() => setAttempt(attempt + 1)}>
        {t('retry')}
      </button>
    </p>
  ) : null
}
