import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { translator } from '../i18n/language.ts'
import type { starWords } from '../i18n/zh-CN/star-words.ts'
import { type Starred, stars, starsMost } from '../lib/stars.ts'
import { useStars } from '../lib/use-stars.ts'
import { Drawing } from './icon.tsx'

const t = translator<typeof starWords>()
const saidMs = 6000
const shape = 'm8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6z'

/** Gives a node the reader's star, or takes it away; says so when the browser cannot keep it. */
export function StarButton(props: { id: number; name: string; bare?: boolean }): JSX.Element {
  const { id, name, bare } = props
  const on = useStars((ids) => ids.has(id))
  const [outcome, setOutcome] = useState<Starred>('kept')
  useEffect(() => {
    if (outcome === 'kept') return undefined
    const timer = setTimeout(() => setOutcome('kept'), saidMs)
    return () => clearTimeout(timer)
  }, [outcome])
  const label = t('starOf', { name })
  return (
    <span class="star-box">
      <button
        type="button"
        class={bare ? 'btn btn-plain btn-icon star' : 'btn star'}
        aria-pressed={on}
        aria-label={label}
        title={bare ? label : undefined}
        onClick={() => setOutcome(stars.toggle(id))}
      >
        <Drawing path={shape} />
        {bare ? null : <span>{t('star')}</span>}
      </button>
      {outcome === 'kept' ? null : (
        <span class="copy-said" role="alert">
          {outcome === 'full' ? t('starsFull', { n: starsMost }) : t('starUnkept')}
        </span>
      )}
    </span>
  )
}
