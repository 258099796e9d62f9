import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { NodeHistoryAnswer } from '../../../../contract/node.ts'
import { minuteMs } from '../../../../contract/time.ts'
import { ChoiceBar } from '../../../components/choice-bar.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { day, moment } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { saveCsv } from '../bulk/csv.ts'
import { useConsole } from '../console.ts'
import { readNode } from '../nodes/recent.ts'
import { PageHead } from '../page-head.tsx'
import type { ConsoleRoute } from '../routes.ts'
import { Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'
import { FigureCard } from './figure-card.tsx'
import { FiguresTable } from './figures-table.tsx'
import { zoneName } from '../../../lib/zone-name.ts'
import { figureNames, historyCsv, ranges, spansOf, type Range, type Span } from './range.ts'

/** `#/nodes/<id>/figures`: what one node did over a day, a week, a month or three. */
export function FiguresPage({ route }: { route: ConsoleRoute }): JSX.Element {
  const { api, store } = useConsole()
  const { signedIn } = useStore(store)
  const id = route.name === 'figures' ? route.id : 0
  const found = usePoll(
    `figures ${id}`,
    async (signal) => {
      const [node, history] = await Promise.all([
        readNode(api, id, signal),
        api.send(calls.nodeHistory(id), { signal }),
      ])
      return { node, history }
    },
    5 * minuteMs,
  )
  const { data, problem } = found
  const own = data === undefined || data.node.owner_email === signedIn?.email
  const gone = problem?.code === 'node_not_found'
  return (
    <>
      <PageHead
        title={data ? data.node.node_name : t('figures')}
        sub={data ? t('figures') : undefined}
        crumbs={[
          own ? { href: '#/nodes', label: t('mine') } : { href: '#/admin/nodes', label: t('adminNodes') },
          ...(data ? [{ href: `#/nodes/${id}`, label: t('edit') }] : []),
          { label: t('figures') },
        ]}
      />
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure
          title={gone ? t('noSuchNode') : t('notLoaded')}
          body={gone ? '' : say(problem)}
          {...(problem.status === 404 || problem.status === 403 ? {} : { onRetry: found.reload })}
        />
      ) : null}
      {!data && !problem ? <Skeleton rows={6} /> : null}
      {data ? <Figures history={data.history} name={data.node.node_name} /> : null}
    </>
  )
}

function ticksOf(spans: readonly Span[], whenOf: (at: string) => string): { text: string }[] {
  const places =
    spans.length < 5
      ? [0, spans.length - 1]
      : [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * (spans.length - 1)))
  return [...new Set(places)].flatMap((at) => {
    const span = spans[at]
    return span === undefined ? [] : [{ text: whenOf(span.at) }]
  })
}

function Figures({ history, name }: { history: NodeHistoryAnswer; name: string }): JSX.Element {
  const { site } = useStore(useConsole().store)
  const [range, setRange] = useState<Range>('h24')
  const nowMs = serverNowMs()
  const spans = spansOf(history, range)
  const whenOf = (at: string): string =>
    range === 'h24' ? moment(Date.parse(at), nowMs) : day(Date.parse(at), 0, nowMs)
  const label = t(`range_${range}`)
  return (
    <>
      <div class="figures-tools">
        <ChoiceBar
          label={t('figuresRange')}
          value={range}
          choices={ranges.map((value) => ({ value, label: t(`range_${value}`) }))}
          onChange={setRange}
        />
        <button type="button" class="btn" onClick={() => saveCsv(`${name}-${range}.csv`, historyCsv(spans))}>
          {t('csv')}
        </button>
      </div>
      {site && range !== 'h24' ? (
        <p class="tiny dim">{t('figuresZone', { zone: zoneName(site.utc_offset_minutes) })}</p>
      ) : null}
      <div class="figures-grid">
        {figureNames.map((one) => (
          <FigureCard
            key={one}
            name={one}
            spans={spans}
            uptime={history.uptime[range]}
            range={label}
            ticks={ticksOf(spans, whenOf)}
            whenOf={whenOf}
          />
        ))}
      </div>
      <FiguresTable spans={spans} whenOf={whenOf} />
    </>
  )
}
