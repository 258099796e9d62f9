import type { ComponentChildren, JSX } from 'preact'
import { Glyph } from '../../components/glyph.tsx'
import { t } from '../../i18n/console.ts'
import { language } from '../../i18n/language.ts'
import { ApiProblem, problemText } from '../../lib/api-problem.ts'
import { clock } from '../../lib/format.ts'
import { withLabel } from './field-label.ts'

/** A failure in the reader's language. */
export function say(problem: unknown): string {
  const text = problemText(problem, language() === 'en' ? 'en' : 'zh')
  return problem instanceof ApiProblem ? withLabel(text, problem.field) : text
}

/** Whether the server itself could not be reached, as opposed to having said no. */
export function isUnreachable(problem: ApiProblem): boolean {
  return (
    problem.code === 'offline' ||
    problem.code === 'timeout' ||
    problem.code === 'unknown' ||
    problem.code === 'bad_answer'
  )
}

/** Grey rows of the height that the real ones will have. */
export function Skeleton({ rows }: { rows: number }): JSX.Element {
  return (
    <div class="card skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="skeleton-row" aria-hidden="true">
          <i class="dot" />
          <i class="bar" />
          <i class="bar wide" />
          <i class="bar short" />
        </div>
      ))}
    </div>
  )
}

/** A page that could not be loaded at all. */
export function Failure({
  title,
  body,
  onRetry,
}: {
  title: string
  body?: string
  onRetry?: () => void
}): JSX.Element {
  return (
    <div class="card blank" role="alert">
      <p class="blank-title">{title}</p>
      {body ? <p class="dim">{body}</p> : null}
      {onRetry ? (
        <button type="button" class="btn" onClick={onRetry}>
          {t('retry')}
        </button>
      ) : null}
    </div>
  )
}

/** Nothing here yet, or nothing that matches. */
export function Blank({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="card blank">
      <p class="blank-title">{title}</p>
      {children}
    </div>
  )
}

/** Older data stays; this bar says since when and offers another attempt. */
export function StaleBar({
  problem,
  atMs,
  onRetry,
}: {
  problem: ApiProblem
  atMs: number
  onRetry: () => void
}): JSX.Element {
  return (
    <div class="bar-note" role="status">
      <Glyph tone="idle" />
      <div>
        <p class="bar-title">{isUnreachable(problem) ? t('stale', { t: clock(atMs) }) : say(problem)}</p>
        <p class="tiny dim">{t('staleMore')}</p>
      </div>
      <button type="button" class="btn" onClick={onRetry}>
        {t('retry')}
      </button>
    </div>
  )
}

/** A message in a coloured box, inside a card. */
export function Box({
  tone,
  title,
  children,
  live = false,
}: {
  tone: 'good' | 'warn' | 'bad' | 'idle'
  title: ComponentChildren
  children?: ComponentChildren
  live?: boolean
}): JSX.Element {
  return (
    <div class={`box box-${tone}`} role={live ? 'status' : undefined}>
      <Glyph tone={tone} spin={tone === 'idle'} />
      <div>
        <p class="box-title">{title}</p>
        {children ? <div class="tiny dim">{children}</div> : null}
      </div>
    </div>
  )
}
