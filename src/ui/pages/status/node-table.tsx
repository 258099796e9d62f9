import { regions } from '../../../contract/vocabulary.ts'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Region } from '../../../contract/vocabulary.ts'
import type { PublicNode } from '../../../contract/public.ts'
import { listStrip } from '../../charts/strip-paths.ts'
import { Live } from '../../components/live.tsx'
import { t } from '../../i18n/status.ts'
import { useGrowing } from '../../lib/use-growing.ts'
import { useWidth } from '../../lib/use-width.ts'
import { Legend } from './legend.tsx'
import { NodeRow } from './node-row.tsx'
import type { RowStar } from './late-list.tsx'

/** Borders and padding of a card on a phone, px. */
const phoneInset = 30

/** The rows in the given order, a group a region. */
export function NodeTable(props: {
  nodes: readonly PublicNode[]
  ids: readonly number[]
  limit: number
  /** What the list was narrowed to; another one draws the rows anew. */
  listKey: string
  nowMs: number
  freshMs: number
  asOf: boolean
  measured: boolean
  /** Lower rows, for many at once. */
  compact: boolean
  Star: typeof RowStar | undefined
  onMore: () => void
}): JSX.Element {
  const { measured } = props
  const { ref, width } = useWidth<HTMLDivElement>()
  const stripPx = useStripWidth(width)
  const byId = useMemo(() => new Map(props.nodes.map((node) => [node.id, node])), [props.nodes])
  const all = props.ids.map((id) => byId.get(id)).filter((node) => node !== undefined)
  const wanted = Math.min(props.limit, all.length)
  const drawn = useGrowing(wanted, props.listKey)
  const shown = all.slice(0, drawn)
  const rest = Math.max(0, all.length - props.limit)
  const next = Math.min(rest, 50)
  return (
    <>
      <div
        ref={ref}
        class={`card table${measured ? '' : ' table-unmeasured'}${props.compact ? ' compact' : ''}`}
      >
        <div role="table" aria-label={t('allNodes')} aria-rowcount={all.length + 1}>
          <div role="rowgroup">
            <div class="row row-head" role="row">
              <span role="columnheader">{t('colNode')}</span>
              <span role="columnheader">{t('colDays')}</span>
              {measured ? (
                <span role="columnheader" title={t('latencyFrom')}>
                  {t('colLatency')}
                </span>
              ) : null}
              <span role="columnheader">{t('colBandwidth')}</span>
              <span role="columnheader" class="col-peers">
                {t('colPeers')}
              </span>
              <span role="columnheader">{t('colTraffic')}</span>
              <span role="columnheader">
                <span class="sr">{t('colCopy')}</span>
              </span>
            </div>
          </div>
          {regions.map((region) => (
            <Group
              key={region}
              region={region}
              shown={shown.filter((node) => node.region_type === region)}
              all={all.filter((node) => node.region_type === region)}
              stripPx={stripPx}
              {...props}
            />
          ))}
        </div>
        {rest > 0 && drawn === wanted ? (
          <div class="more">
            <button type="button" class="btn" onClick={props.onMore}>
              {next === rest ? t('more', { n: rest }) : t('moreOf', { n: next, all: rest })}
            </button>
          </div>
        ) : null}
      </div>
      {drawn === wanted ? <Legend /> : null}
    </>
  )
}

/** On a phone a strip is as wide as its card; elsewhere 3 px a day. */
function useStripWidth(tablePx: number): number {
  const narrow = matchMedia('(max-width: 719px)').matches
  return narrow && tablePx > 0 ? tablePx - phoneInset : listStrip.width
}

function Group(props: {
  region: Region
  shown: readonly PublicNode[]
  all: readonly PublicNode[]
  nowMs: number
  freshMs: number
  asOf: boolean
  stripPx: number
  measured: boolean
  Star: typeof RowStar | undefined
}): JSX.Element | null {
  const { region, shown, all } = props
  if (shown.length === 0) return null
  const online = all.filter((node) => node.status === 'online').length
  return (
    <div role="rowgroup">
      <div role="row" class="row-group">
        <span role="cell" aria-colspan={props.measured ? 7 : 6}>
          <b>{t(region)}</b> · <Live text={t('groupCount', { n: all.length, m: online })} />
        </span>
      </div>
      {shown.map((node) => (
        <NodeRow key={node.id} node={node} {...props} />
      ))}
    </div>
  )
}
