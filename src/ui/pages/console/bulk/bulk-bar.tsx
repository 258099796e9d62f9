import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'

type Act = Readonly<{ label: string; run: () => Promise<void>; danger?: boolean }>
type Props = Readonly<{
  count: number
  /** How many could be chosen, on all pages. */
  all: number
  busy: boolean
  acts: readonly Act[]
  onAll: () => void
  onNone: () => void
}>

/** Stands over a list while something of it is chosen. */
export function BulkBar({ count, all, busy, acts, onAll, onNone }: Props): JSX.Element | null {
  if (count === 0) return null
  return (
    <div
      class="bulk-bar"
      role="group"
      aria-label={t('chosen', { n: count })}
      aria-busy={busy ? 'true' : undefined}
    >
      <span class="small" role="status">
        {busy ? t('working') : t('chosen', { n: count })}
      </span>
      {count < all ? (
        <button type="button" class="link small" onClick={onAll}>
          {t('chooseEvery', { n: all })}
        </button>
      ) : null}
      <button type="button" class="link small" onClick={onNone}>
        {t('chooseNone')}
      </button>
      <span class="bulk-acts">
        {acts.map((act) => (
          <button
            key={act.label}
            type="button"
            class={`btn${act.danger ? ' bad-text' : ''}`}
            disabled={busy}
            onClick={() => void act.run()}
          >
            {act.label}
          </button>
        ))}
      </span>
    </div>
  )
}
