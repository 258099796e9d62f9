import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { t } from '../../i18n/status.ts'
import {
  activeFilters,
  type FilterName,
  type Filters,
  noFilters,
  readFilters,
  writeFilters,
} from '../../lib/url-state.ts'
import { arrange, matches } from './arrange.ts'
import { NoMatch } from './empty.tsx'
import { filterLabel } from './labels.ts'
import { NodeTable } from './node-table.tsx'
import { Toolbar } from './toolbar.tsx'

const pageRows = 50

/** The list with its filters, which live in the address. Rows move only when the reader acts or comes back to the tab. */
export function NodeList(props: {
  nodes: readonly PublicNode[]
  nowMs: number
  freshMs: number
  asOf: boolean
  visits: number
}): JSX.Element {
  const { nodes, freshMs, visits } = props
  const [filters, setFilters] = useState<Filters>(() => readFilters(location.search))
  const [limit, setLimit] = useState(pageRows)
  const order = useRef<{ key: string; ids: number[] }>({ key: '', ids: [] })
  const key = `${visits}${JSON.stringify(filters)}`
  const ids = useMemo(
    () => arrange(nodes, filters, freshMs, order.current.key === key ? order.current.ids : []),
    [nodes, key],
  )
  order.current = { key, ids }
  useEffect(() => {
    const back = (): void => setFilters(readFilters(location.search))
    addEventListener('popstate', back)
    return () => removeEventListener('popstate', back)
  }, [])
  const change = (part: Partial<Filters>): void => {
    const next = { ...filters, ...part }
    setFilters(next)
    setLimit(pageRows)
    history.replaceState(
      null,
      '',
      `${location.pathname}${writeFilters(next, location.search)}${location.hash}`,
    )
  }
  const active = activeFilters(filters)
  return (
    <>
      <Toolbar nodes={nodes} filters={filters} onChange={change} />
      <p class="sr" role="status">
        {active.length > 0 ? t('found', { n: ids.length }) : ''}
      </p>
      {ids.length === 0 ? (
        <NoMatch
          names={active.map((name) => filterLabel(filters, name)).join(' · ')}
          {...bestDrop(nodes, filters, active, change)}
          onClear={() => change({ ...noFilters, sort: filters.sort })}
        />
      ) : (
        <NodeTable
          {...props}
          listKey={key}
          ids={ids}
          limit={limit}
          onMore={() => setLimit(limit + pageRows)}
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
