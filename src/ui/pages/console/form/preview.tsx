import type { JSX } from 'preact'
import type { NodeState, OwnNode } from '../../../../contract/node.ts'
import { Glyph, toneOf } from '../../../components/glyph.tsx'
import { Meter } from '../../../components/meter.tsx'
import { NodeWord } from '../../../components/node-word.tsx'
import { Strip } from '../../../components/strip.tsx'
import { t } from '../../../i18n/console.ts'
import { gigabytes, mbps, mbpsPair, plain, withUnit } from '../../../lib/format.ts'
import { readNumber, type NodeForm } from './model.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type Props = Readonly<{ form: NodeForm; state: NodeState; node?: OwnNode }>

function figure(text: string, otherwise = 0): number {
  const value = readNumber(text, otherwise)
  return Number.isFinite(value) && value >= 0 ? value : 0
}

/** The node as the public list will show it. */
export function Preview({ form, state, node }: Props): JSX.Element {
  const types = [...new Set(form.rows.map((row) => row.type))].join(' ')
  const place = form.region_detail.trim() || (form.region_type === '' ? '' : t(form.region_type))
  // What is shared counts; the line itself only where nothing is said about sharing.
  const max = figure(form.tier_bandwidth) || figure(form.max_bandwidth)
  const peers = figure(form.max_connections, 100)
  const quota = figure(form.max_traffic)
  const used = node?.used_traffic ?? 0
  const pair = mbpsPair(node?.current_bandwidth ?? 0, max)
  return (
    <section class="card section" aria-labelledby="h-preview">
      <h2 id="h-preview">{t('preview')}</h2>
      <div class="preview">
        <div class="cell-name">
          <Glyph tone={toneOf[state]} />
          <div>
            <p>
              <b class="wrap-any">
                <bdi>{form.node_name.trim() || t('unnamed')}</bdi>
              </b>{' '}
              {form.allow_relay === 1 ? <span class="tag">{t('relay')}</span> : null}
            </p>
            <p class="tiny dim wrap-any">
              <NodeWord state={state} />
              {[place, ...form.tags.split(/[,，、]\s*/), types]
                .filter(Boolean)
                .map((part) => `\u00a0· ${part}`)
                .join('')}
            </p>
          </div>
        </div>
        {node ? null : <Strip days={'--'.repeat(90)} endMs={serverNowMs()} />}
        <div class="preview-meters">
          <Meter share={(node?.current_bandwidth ?? 0) / Math.max(max, 1)} track>
            <b>{pair.used}</b> <span class="dim">/ {max > 0 ? pair.all : withUnit(mbps(0))}</span>
          </Meter>
          <Meter share={(node?.connection_count ?? 0) / Math.max(peers, 1)} track>
            <b>{plain(node?.connection_count ?? 0)}</b> <span class="dim">/ {plain(peers)}</span>
          </Meter>
          <Meter share={quota > 0 ? used / quota : undefined} track={quota > 0}>
            <b>{withUnit(gigabytes(used))}</b>{' '}
            <span class="dim">/ {quota > 0 ? withUnit(gigabytes(quota)) : t('unlimited')}</span>
          </Meter>
        </div>
      </div>
    </section>
  )
}
