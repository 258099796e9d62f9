import { Fragment, type JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Glyph, toneOf } from '../../components/glyph.tsx'
import { Live } from '../../components/live.tsx'
import { Meter } from '../../components/meter.tsx'
import { NodeWord } from '../../components/node-word.tsx'
import { Strip } from '../../components/strip.tsx'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { absolute, ago, clock, gigabytes, latency, mbpsPair, plain, withUnit } from '../../lib/format.ts'
import { bandwidthLimit, share, tagsOf, usable } from '../../lib/node-state.ts'
import { placeName } from '../../lib/latin-places.ts'
import type { RowStar } from './late-list.tsx'

type Props = Readonly<{
  node: PublicNode
  nowMs: number
  freshMs: number
  asOf: boolean
  /** Width of the strip, px. */
  stripPx: number
  /** Whether latency has a column. */
  measured: boolean
  /** The star's button, once it was fetched. */
  Star: typeof RowStar | undefined
}>

/** One node; drawn again only when what it shows has changed. */
export function NodeRow(props: Props): JSX.Element {
  const { node, nowMs, freshMs, asOf, stripPx, measured, Star } = props
  const time = node.last_report_at ?? node.created_at
  const since = ago(Date.parse(time), nowMs)
  const place = placeName(node.region_detail)
  const asOfText = asOf ? clock(freshMs) : undefined
  return useMemo(
    () => <Cells {...props} place={place} since={since} time={time} asOfText={asOfText} />,
    [node, since, asOfText, language(), place, stripPx, measured, Star],
  )
}

function Cells(
  props: Props & Readonly<{ place: string; since: string; time: string; asOfText: string | undefined }>,
): JSX.Element {
  const { node, place, asOfText, Star } = props
  const online = node.status === 'online'
  const url = `${location.origin}/node/${node.id}`
  const ms = online ? latency(node.latency_ms) : ''
  return (
    <div class={online ? 'row' : 'row row-off'} role="row">
      <div class="cell-node" role="cell">
        <Glyph tone={asOfText === undefined ? toneOf[node.state] : 'idle'} />
        <div>
          <p class="name">
            <a href={`/n/?id=${node.id}`} dir="auto">
              {node.node_name}
            </a>
            {node.allow_relay === 1 ? <span class="tag">{t('relay')}</span> : null}
          </p>
          <p class="sub">
            <NodeWord state={node.state} asOf={asOfText} />
            {' · '}
            <time dateTime={props.time} title={absolute(Date.parse(props.time))}>
              <Live
                text={node.last_report_at === null ? t('registeredAgo', { t: props.since }) : props.since}
                fixed
              />
            </time>
            {[place, ...tagsOf(node)]
              .filter((text) => text !== '')
              .map((text) => (
                <Fragment key={text}>
                  {' · '}
                  <bdi>{text}</bdi>
                </Fragment>
              ))}
          </p>
        </div>
      </div>
      <div class="cell-days" role="cell">
        <Strip days={node.days} endMs={props.freshMs} width={props.stripPx} />
      </div>
      {props.measured ? (
        <div class="cell-ms" role="cell">
          {ms === '' ? <Nothing /> : <Live text={ms} fixed />}
        </div>
      ) : null}
      <div class="cell-bw" role="cell">
        <Bandwidth node={node} />
      </div>
      <div class="cell-peers col-peers" role="cell">
        <Meter
          share={online ? share(node.connection_count, node.max_connections) : undefined}
          track
          label={t('colPeers')}
        >
          {online ? (
            <Pair used={plain(node.connection_count)} all={plain(node.max_connections)} />
          ) : (
            <Nothing />
          )}
        </Meter>
      </div>
      <div class="cell-traffic" role="cell">
        <Traffic node={node} />
      </div>
      <div class="cell-copy" role="cell">
        {Star ? <Star id={node.id} name={node.node_name} /> : null}
        <CopyButton
          text={url}
          what={t('nodeAddress', { name: node.node_name })}
          bare
          kind="plain"
          caution={usable(node) ? undefined : t('copiedBut', { word: t(node.state) })}
        />
      </div>
    </div>
  )
}

function Bandwidth({ node }: { node: PublicNode }): JSX.Element {
  const limit = bandwidthLimit(node)
  if (node.status !== 'online')
    return (
      <Meter share={undefined} track label={t('colBandwidth')}>
        <Nothing />
      </Meter>
    )
  const pair = mbpsPair(node.current_bandwidth, limit)
  return (
    <Meter share={share(node.current_bandwidth, limit)} track label={t('colBandwidth')}>
      <Pair used={pair.used} all={pair.all} />
    </Meter>
  )
}

function Traffic({ node }: { node: PublicNode }): JSX.Element {
  const unlimited = node.max_traffic === 0
  return (
    <Meter share={unlimited ? undefined : share(node.used_traffic, node.max_traffic)} label={t('traffic')}>
      <Pair
        used={withUnit(gigabytes(node.used_traffic))}
        all={unlimited ? t('unlimited') : withUnit(gigabytes(node.max_traffic))}
      />
    </Meter>
  )
}

function Pair({ used, all }: { used: string; all: string }): JSX.Element {
  return (
    <>
      <Live text={used} fixed />
      <span class="faint">
        <Live text={` / ${all}`} fixed />
      </span>
    </>
  )
}

function Nothing(): JSX.Element {
  return (
    <span class="faint">
      <span aria-hidden="true">—</span>
      <span class="sr">{t('none')}</span>
    </span>
  )
}
