import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { CodeLine } from '../../../components/code-line.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { t } from '../../../i18n/console.ts'
import { proberLine } from '../../../lib/prober-line.ts'

/** A place that was just added. Its key is in nobody's hands but the reader's. */
export type MadePlace = { readonly name: string; readonly key: string }

/** The new key, this once, with the line that starts a place with it. */
export function PlaceKey({ made, onDone }: { made: MadePlace; onDone: () => void }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const line = proberLine(location.origin, made.key)
  return (
    <section class="card section" aria-labelledby="h-place-key">
      <h2 id="h-place-key" ref={heading} tabIndex={-1} dir="auto">
        {t('placeKeyOf', { name: made.name })}
      </h2>
      <p class="small">{t('placeKeyBody')}</p>
      <div class="codebox">
        <code>
          <CodeLine text={line} />
        </code>
        <CopyButton text={line} kind="main" />
      </div>
      <p class="tiny dim">
        {t('placeNode')} <a href="/docs/operators/#checking-for-a-site">{t('placeGuide')}</a>
      </p>
      <p class="small token-label">{t('placeKeyOnly')}</p>
      <div class="codebox">
        <code>{made.key}</code>
        <CopyButton text={made.key} what={t('placeKey')} />
      </div>
      <div class="section-end">
        <button type="button" class="btn" onClick={onDone}>
          {t('placeDone')}
        </button>
      </div>
    </section>
  )
}
