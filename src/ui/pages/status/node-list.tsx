import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { Live } from '../../components/live.tsx'
import { language, withTexts } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { useLatinPlaces } from '../../lib/latin-places.ts'
import { store, stored } from '../../lib/preferences.ts'
import { useLate } from '../../lib/use-late.ts'
import { activeFilters, type Filters } from '../../lib/url-state.ts'
import { arrange, isPlain, plainFinder } from './arrange.ts'
import { LateNoMatch } from './late-empty.tsx'
import { NodeTable } from './node-table.tsx'
import { SkeletonList } from './skeleton.tsx'
import { Toolbar } from './toolbar.tsx'

const pageRows = 50
const densityKey = 'et.density'

/** The list with its filters, which live in the address. Rows move only when the reader acts or comes back to the tab. */
export function NodeList(props: {
  nodes: readonly PublicNode[]
  filters: Filters
  onChange: (part: Partial<Filters>) => void
  measured: boolean
  nowMs: number
  freshMs: number
  asOf: boolean
  visits: number
}): JSX.Element {
  const { nodes, freshMs, visits, measured, onChange } = props
  const sort = props.filters.sort === 'latency' && !measured ? 'best' : props.filters.sort
  const filters = { ...props.filters, sort }
  const order = useRef<{ key: string; ids: number[] }>({ key: '', ids: [] })
  const touched = useTouched()
  const plain = isPlain(filters)
  const { it: late } = useLate(touched || !plain, () => withTexts(import('./late-list.tsx')))
  // Until the code for a choice is there, the list stays as it was.
  const finder = plain ? plainFinder : late?.wholeFinder
  const latin = useLatinPlaces(filters.q !== '' || language() === 'en')
  const kept = order.current
  const key = `${visits}${JSON.stringify(filters)}`
  const ids = useMemo(
    () => (finder ? arrange(nodes, filters, freshMs, finder, kept.key === key ? kept.ids : []) : kept.ids),
    [nodes, key, latin, finder, props.filters],
  )
  if (finder) order.current = { key, ids }
  const narrowed = JSON.stringify(filters)
  const [shown, setShown] = useState({ narrowed, limit: pageRows })
  const limit = shown.narrowed === narrowed ? shown.limit : pageRows
  const [compact, setCompact] = useState(() => stored(densityKey) === 'compact')
  const active = activeFilters(filters)
  return (
    <>
      <Toolbar
        nodes={nodes}
        filters={filters}
        measured={measured}
        compact={compact}
        onChange={onChange}
        onCompact={(next) => {
          store(densityKey, next ? 'compact' : 'comfortable')
          setCompact(next)
        }}
      />
      <p class="sr" role="status">
        {active.length > 0 ? <Live text={t('found', { n: ids.length })} /> : ''}
      </p>
      {finder === undefined && ids.length === 0 ? (
        <SkeletonList />
      ) : ids.length === 0 ? (
        <LateNoMatch nodes={nodes} filters={filters} onChange={onChange} />
      ) : (
        <NodeTable
          {...props}
          compact={compact}
          Star={late?.RowStar}
          listKey={key}
          ids={ids}
          limit={limit}
          onMore={() => setShown({ narrowed, limit: limit + pageRows })}
        />
      )}
    </>
  )
}

/** Whether somebody does anything on the page, or comes back to stars: what only then is of use is fetched then. */
function useTouched(): boolean {
  const [touched, setTouched] = useState(() => Boolean(stored('et.stars')))
  useEffect(() => {
    const touch = (): void => setTouched(true)
    for (const type of ['pointerover', 'focusin', 'scroll']) addEventListener(type, touch, { once: true })
  }, [])
  return touched
}
