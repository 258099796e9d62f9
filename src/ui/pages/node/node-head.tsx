import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { CopyButton } from '../../components/copy-button.tsx'
import { copyByHand } from '../../components/copy-by-hand.ts'
import { Glyph, toneOf } from '../../components/glyph.tsx'
import { Icon } from '../../components/icon.tsx'
import { ShareIcon } from '../../components/more-icons.tsx'
import { Live } from '../../components/live.tsx'
import { NodeWord } from '../../components/node-word.tsx'
import { openQr } from '../../components/open-qr.ts'
import { StarButton } from '../../components/star-button.tsx'
import { copyText } from '../../lib/copy-text.ts'
import { usable } from '../../lib/node-state.ts'
import { absolute, ago, clock, duration } from '../../lib/format.ts'
import { t } from '../../i18n/node.ts'
import type { NodeDetail } from './node-answer.ts'
import { Why } from './why.tsx'

type Props = Readonly<{ node: NodeDetail; nowMs: number; freshMs: number; asOf: boolean }>

/** Name, state and the two things to do with a node. */
export function NodeHead({ node, nowMs, freshMs, asOf }: Props): JSX.Element {
  const url = `${location.origin}/node/${node.id}`
  const time = node.last_report_at ?? node.created_at
  const since = node.status_since === null ? Number.NaN : Date.parse(node.status_since)
  const reported = node.last_report_at === null ? 'registered' : 'lastReport'
  return (
    <div class="node-head" data-ready>
      <nav class="crumbs small" aria-label={t('crumbs')}>
        <a href="/">{t('allNodes')}</a>
        <span aria-hidden="true">/</span>
        <a href={`/?region=${node.region_type}`}>{t(node.region_type)}</a>
      </nav>
      <div class="node-title">
        <Glyph tone={asOf ? 'idle' : toneOf[node.state]} size={28} />
        <div>
          <h1 dir="auto">{node.node_name}</h1>
          <p class="facts dim">
            <span>
              <NodeWord state={node.state} asOf={asOf ? clock(freshMs) : undefined} />
            </span>
            {Number.isNaN(since) || asOf ? null : (
              <span>
                <Live
                  text={t(node.status === 'online' ? 'onlineFor' : 'offlineFor', {
                    d: duration((nowMs - since) / 1000),
                  })}
                />
              </span>
            )}
            <time dateTime={time} title={absolute(Date.parse(time))}>
              <Live text={t(reported, { t: ago(Date.parse(time), nowMs) })} />
            </time>
          </p>
          {asOf ? null : <Why node={node} nowMs={nowMs} />}
        </div>
      </div>
      <div class="node-acts">
        <StarButton id={node.id} name={node.node_name} />
        <ShareButton url={url} title={node.node_name} />
        <Qr url={url} />
        <CopyButton
          text={url}
          label={t('copyAddress')}
          kind={usable(node) ? 'main' : 'line'}
          caution={usable(node) ? undefined : t('copiedBut', { word: t(node.state) })}
        />
      </div>
    </div>
  )
}

function Qr({ url }: { url: string }): JSX.Element {
  const open = (): void =>
    void openQr(() => ({
      title: t('qrTitle'),
      codes: [{ name: '', url, how: t('qrHow'), label: t('qrLabel', { url }) }],
    }))
  return (
    <button type="button" class="btn" onClick={open}>
      <Icon name="code" />
      {t('qr')}
    </button>
  )
}

/** The system's share sheet where there is one, else the link in the clipboard. One link serves readers and EasyTier. */
function ShareButton({ url, title }: { url: string; title: string }): JSX.Element {
  const [said, setSaid] = useState('')
  const share = async (): Promise<void> => {
    try {
      if (typeof navigator.share === 'function') await navigator.share({ title, url })
      else {
        if (!(await copyText(url))) {
          await copyByHand(url)
          return
        }
        setSaid(t('linkCopied'))
        setTimeout(() => setSaid(''), 2000)
      }
    } catch (error) {
      // Closing the sheet is an answer, not a failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) await copyByHand(url)
    }
  }
  return (
    <button type="button" class="btn" onClick={share}>
      <ShareIcon />
      <span role="status">{said || t('share')}</span>
    </button>
  )
}
