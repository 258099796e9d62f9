import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { ChoiceBar } from '../../components/choice-bar.tsx'
import { Icon } from '../../components/icon.tsx'
import { Live } from '../../components/live.tsx'
import { SelectButton } from '../../components/select-button.tsx'
import { t } from '../../i18n/status.ts'
import { plain } from '../../lib/format.ts'
import { activeFilters, type Filters, sortChoices, statusChoices } from '../../lib/url-state.ts'
import { protocols, regionChoices } from '../../../contract/vocabulary.ts'
import { commonTags } from './arrange.ts'
import { regionLabel } from './labels.ts'
import { SearchBox } from './search-box.tsx'

const tagsMost = 40

/** Search, filters and order of the list; on a phone the filters are behind a button. */
export function Toolbar(props: {
  nodes: readonly PublicNode[]
  filters: Filters
  measured: boolean
  compact: boolean
  onChange: (part: Partial<Filters>) => void
  onCompact: (compact: boolean) => void
}): JSX.Element {
  const { nodes, filters, onChange } = props
  const [open, setOpen] = useState(false)
  const on = activeFilters(filters).filter((name) => name !== 'q').length
  const count = (region: string): number =>
    region === 'all' ? nodes.length : nodes.filter((node) => node.region_type === region).length
  const tags = useMemo(() => {
    const common = commonTags(nodes, tagsMost)
    return filters.tag === '' || common.includes(filters.tag) ? common : [filters.tag, ...common]
  }, [nodes, filters.tag])
  const named = (name: string, value: string): string => t('filterIs', { name, value })
  return (
    <div class="toolbar" role="search" aria-label={t('searchLabel')}>
      <h2>{t('allNodes')}</h2>
      <SearchBox value={filters.q} onChange={(q) => onChange({ q })} />
      <button type="button" class="btn filter-open" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="filter" />
        {on > 0 ? t('filtersOn', { n: on }) : t('filters')}
      </button>
      <div class={open ? 'filters filters-open' : 'filters'}>
        <ChoiceBar
          label={t('region')}
          value={filters.region}
          choices={regionChoices.map((value) => ({
            value,
            label: (
              <>
                {regionLabel(value)}{' '}
                <span class="faint">
                  <Live text={plain(count(value))} fixed />
                </span>
              </>
            ),
          }))}
          onChange={(region) => onChange({ region })}
        />
        <SelectButton
          label={t('status')}
          shown={named(t('status'), t(filters.status))}
          value={filters.status}
          choices={statusChoices.map((value) => ({ value, label: t(value) }))}
          onChange={(status) => onChange({ status })}
        />
        <SelectButton
          label={t('protocol')}
          shown={filters.proto === '' ? t('protocol') : named(t('protocol'), filters.proto)}
          value={filters.proto}
          choices={[
            { value: '' as const, label: t('all') },
            ...protocols.map((value) => ({ value, label: value })),
          ]}
          onChange={(proto) => onChange({ proto })}
        />
        <SelectButton
          label={t('tag')}
          shown={filters.tag === '' ? t('tag') : named(t('tag'), filters.tag)}
          value={filters.tag}
          choices={[{ value: '', label: t('all') }, ...tags.map((value) => ({ value, label: value }))]}
          onChange={(tag) => onChange({ tag })}
        />
        <button
          type="button"
          class="btn toggle"
          aria-pressed={filters.relay}
          onClick={() => onChange({ relay: !filters.relay })}
        >
          {t('relay')}
        </button>
        <button
          type="button"
          class="btn toggle"
          aria-pressed={filters.star}
          onClick={() => onChange({ star: !filters.star })}
        >
          {t('starred')}
        </button>
        <span class="sorting">
          <button
            type="button"
            class="btn toggle density"
            aria-pressed={props.compact}
            onClick={() => props.onCompact(!props.compact)}
          >
            {t('density')}
          </button>
          <SelectButton
            label={t('sort')}
            shown={named(t('sort'), t(`sort_${filters.sort}`))}
            value={filters.sort}
            choices={sortChoices
              .filter((value) => value !== 'latency' || props.measured)
              .map((value) => ({ value, label: t(`sort_${value}`) }))}
            onChange={(sort) => onChange({ sort })}
          />
        </span>
      </div>
    </div>
  )
}
