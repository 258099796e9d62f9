import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { t } from '../../i18n/status.ts'
import { activeFilters, type FilterName, type Filters, noFilters } from '../../lib/url-state.ts'
import { useStars } from '../../lib/use-stars.ts'
import { matches } from './find.ts'
import { regionLabel } from './labels.ts'

/** Nobody has registered a node. */
export function NoNodes(): JSX.Element {
  return (
    <section class="card empty">
      <p class="dim">{t('nonodesMore')}</p>
      <a class="btn btn-main" href="/share/">
        {t('share')}
      </a>
    </section>
  )
}

/** The site has no administrator yet. */
export function Uninitialised(): JSX.Element {
  return (
    <section class="card empty">
      <p class="dim">{t('uninitialisedMore')}</p>
      <a class="btn btn-main" href="/console/#/init">
        {t('initialise')}
      </a>
    </section>
  )
}

type NarrowedProps = Readonly<{
  nodes: readonly PublicNode[]
  filters: Filters
  onChange: (part: Partial<Filters>) => void
}>

/** The filters let nothing through; names the one whose removal shows the most. */
export function NoMatch(props: NarrowedProps): JSX.Element {
  const { nodes, filters, onChange } = props
  const stars = useStars((ids) => ids)
  const seen = useRef(stars)
  useEffect(() => {
    // Another tab gave one: the list is to look again.
    if (filters.star && seen.current !== stars) onChange({ star: true })
    seen.current = stars
  }, [stars])
  if (filters.star && !nodes.some(({ id }) => stars.has(id)))
    return <NoStars amount={stars.size} onChange={onChange} />
  const names = activeFilters(filters)
  const drop = bestDrop(nodes, filters, names)
  return (
    <section class="card empty" role="status">
      <h2>{t('nomatch', { f: names.map((name) => filterLabel(filters, name)).join(' · ') })}</h2>
      {drop ? <p class="dim">{t('dropHint', { f: drop.label, n: drop.amount })}</p> : null}
      <p class="empty-acts">
        {drop ? (
          <button type="button" class="btn" onClick={() => onChange(drop.part)}>
            {t('drop', { f: drop.label })}
          </button>
        ) : null}
        <button
          type="button"
          class="btn btn-plain"
          onClick={() => onChange({ ...noFilters, sort: filters.sort })}
        >
          {t('dropAll')}
        </button>
      </p>
    </section>
  )
}

/** Starred nodes alone are wanted, and the list has none. */
function NoStars(props: { amount: number; onChange: NarrowedProps['onChange'] }): JSX.Element {
  const { amount, onChange } = props
  return (
    <section class="card empty" role="status">
      <h2>{amount === 0 ? t('noStars') : t('starsGone', { n: amount })}</h2>
      <p class="dim">{amount === 0 ? t('noStarsMore') : t('starsGoneMore')}</p>
      <p class="empty-acts">
        <button type="button" class="btn" onClick={() => onChange({ star: false })}>
          {t('drop', { f: t('starred') })}
        </button>
      </p>
    </section>
  )
}

type Drop = Readonly<{ label: string; part: Partial<Filters>; amount: number }>

/** The filter whose removal brings back the most rows; undefined when each brings none. */
function bestDrop(
  nodes: readonly PublicNode[],
  filters: Filters,
  active: readonly FilterName[],
): Drop | undefined {
  const options = active.map((name): Drop => {
    const part: Partial<Filters> = { [name]: noFilters[name] }
    const wider = { ...filters, ...part }
    const amount = nodes.filter((node) => matches(node, wider)).length
    return { label: filterLabel(filters, name), part, amount }
  })
  const best = options.sort((a, b) => b.amount - a.amount)[0]
  return best && best.amount > 0 ? best : undefined
}

/** A filter's value in words, as the "no match" text names it. */
function filterLabel(filters: Filters, name: FilterName): string {
  return {
    q: brief(filters.q.trim()),
    region: regionLabel(filters.region),
    status: t(filters.status),
    proto: filters.proto,
    tag: brief(filters.tag),
    relay: t('relay'),
    star: t('starred'),
  }[name]
}

/** So much of a text as a button can hold on a phone. */
function brief(text: string): string {
  const letters = [...text]
  return letters.length > 20 ? `${letters.slice(0, 19).join('')}…` : text
}
