import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Priority } from '../../../contract/vocabulary.ts'
import type { PublicNode } from '../../../contract/public.ts'
import { ChoiceBar } from '../../components/choice-bar.tsx'
import { CodeLine } from '../../components/code-line.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { t } from '../../i18n/status.ts'
import type { RegionChoice } from '../../../contract/vocabulary.ts'
import { candidates, type PeerOptions, peerUrl } from './peer-url.ts'
import { Who } from './who.tsx'

/** The one address to paste into EasyTier, and whom it would lead to. */
export function ConnectCard({ nodes }: { nodes: readonly PublicNode[] | undefined }): JSX.Element {
  const [options, setOptions] = useState<PeerOptions>({ region: 'all', priority: 'capacity', relay: false })
  const [open, setOpen] = useState(false)
  const code = useRef<HTMLElement>(null)
  const change = (part: Partial<PeerOptions>): void => setOptions({ ...options, ...part })
  const url = peerUrl(location.origin, options)
  return (
    <section class="card connect" aria-labelledby="connect">
      <h2 id="connect">{t('connect')}</h2>
      <p class="small dim">{t('connectHow')}</p>
      <div class="codebox">
        <code ref={code}>
          <CodeLine text={url} />
        </code>
        <CopyButton text={url} what={t('peerAddress')} kind="main" fallback={() => code.current} />
      </div>
      <div class="option">
        <span aria-hidden="true">{t('region')}</span>
        <ChoiceBar<RegionChoice>
          label={t('region')}
          value={options.region}
          choices={[
            { value: 'all', label: t('any') },
            { value: 'domestic', label: t('domesticShort') },
            { value: 'overseas', label: t('overseas') },
          ]}
          onChange={(region) => change({ region })}
        />
      </div>
      <div class="option">
        <span aria-hidden="true">{t('prefer')}</span>
        <ChoiceBar<Priority>
          label={t('prefer')}
          value={options.priority}
          choices={[
            { value: 'capacity', label: t('preferCapacity') },
            { value: 'traffic', label: t('preferTraffic') },
            { value: 'bandwidth', label: t('preferBandwidth') },
            { value: 'latency', label: t('preferLatency') },
          ]}
          onChange={(priority) => change({ priority })}
        />
      </div>
      <div class="option">
        <span />
        <label class="check">
          <input
            type="checkbox"
            checked={options.relay}
            onChange={(event) => change({ relay: event.currentTarget.checked })}
          />
          {t('relayOnly')}
        </label>
      </div>
      <div class="who-line">
        <span class="small dim" role="status">
          {nodes ? t('matching', { n: candidates(nodes, options) }) : ''}
        </span>
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('whoHide') : t('who')}
        </button>
      </div>
      {open ? <Who options={options} /> : null}
    </section>
  )
}
