import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import { words } from './figure-card.tsx'
import { figureNames, type Span } from './range.ts'

const peaks = { bandwidth: 'bandwidth_max', connections: 'connections_max' } as const

/** Every figure of every span, the newest first: what the charts show, for those who read. */
export function FiguresTable({
  spans,
  whenOf,
}: {
  spans: readonly Span[]
  whenOf: (at: string) => string
}): JSX.Element {
  const columns = figureNames.flatMap((name) => {
    const { title, unit } = words[name]
    const own = { key: name, title: t(title), unit }
    return name === 'bandwidth' || name === 'connections'
      ? [own, { key: peaks[name], title: t('figuresPeak', { name: t(title) }), unit }]
      : [own]
  })
  return (
    <details class="card figures-table">
      <summary>{t('figuresTable')}</summary>
      <div class="figures-scroll" role="region" tabIndex={0} aria-label={t('figuresTable')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('figuresTime')}</th>
              {columns.map(({ key, title }) => (
                <th key={key} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...spans].reverse().map((span) => (
              <tr key={span.at}>
                <th scope="row">{whenOf(span.at)}</th>
                {columns.map(({ key, unit }) => {
                  const value = span[key]
                  return <td key={key}>{value === null ? '—' : unit(value)}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
