import type { JSX } from 'preact'
import { t } from '../../i18n/status.ts'

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

/** The filters let nothing through; names the one whose removal shows the most. */
export function NoMatch(props: {
  names: string
  drop: Readonly<{ name: string; amount: number }> | undefined
  onDrop: () => void
  onClear: () => void
}): JSX.Element {
  const { drop } = props
  return (
    <section class="card empty" role="status">
      <h2>{t('nomatch', { f: props.names })}</h2>
      {drop ? <p class="dim">{t('dropHint', { f: drop.name, n: drop.amount })}</p> : null}
      <p class="empty-acts">
        {drop ? (
          <button type="button" class="btn" onClick={props.onDrop}>
            {t('drop', { f: drop.name })}
          </button>
        ) : null}
        <button type="button" class="btn btn-plain" onClick={props.onClear}>
          {t('dropAll')}
        </button>
      </p>
    </section>
  )
}
