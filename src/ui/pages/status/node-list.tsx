import type { JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { Live } from '../../components/live.tsx'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { useLatinPlaces } from '../../lib/latin-places.ts'
import { store, stored } from '../../lib/preferences.ts'
import { activeFilters, type FilterName, type Filters, noFilters } from '../../lib/url-state.ts'
import { arrange, matches } from './arrange.ts'
import { NoMatch } from './empty.tsx'
import { filterLabel } from './labels.ts'
import { NodeTable } from './node-table.tsx'
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
  const latin = useLatinPlaces(filters.q !== '' || language() === 'en')
  const key = `${visits}${JSON.stringify(filters)}`
  const ids = useMemo(
    () => arrange(nodes, filters, freshMs, order.current.key === key ? order.current.ids : []),
    [nodes, key, latin],
  )
  order.current = { key, ids }
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
      {ids.length === 0 ? (
        <NoMatch
          names={active.map((name) => filterLabel(filters, name)).join(' · ')}
          {...bestDrop(nodes, filters, active, onChange)}
          onClear={() => onChange({ ...noFilters, sort: filters.sort })}
        />
      ) : (
        <NodeTable
          {...props}
          compact={compact}
          listKey={key}
          ids={ids}
          limit={limit}
          onMore={() => setShown({ narrowed, limit: limit + pageRows })}
        />
      )}
    </>
  )
}

/** The filter whose removal brings back the most rows. */
function bestDrop(
  nodes: readonly PublicNode[],
  filters: Filters,
  active: readonly FilterName[],
  change: (part: Partial<Filters>) => void,
): { drop: { name: string; amount: number } | undefined; onDrop: () => void } {
  const options = active.map((name) => {
    const part: Partial<Filters> = { [name]: noFilters[name] }
    const wider = { ...filters, ...part }
    return { name, part, amount: nodes.filter((node) => matches(node, wider)).length }
  })
  const best = options.sort((a, b) => b.amount - a.amount)[0]
  if (!best || best.amount === 0) return { drop: undefined, onDrop: () => undefined }
  return {
    drop: { name: filterLabel(filters, best.name), amount: best.amount },
    onDrop: () => change(best.part),
  }
}
