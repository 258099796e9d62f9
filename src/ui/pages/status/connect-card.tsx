import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { PublicNode } from '../../../contract/public.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Live } from '../../components/live.tsx'
import { openQr } from '../../components/open-qr.ts'
import type { QrCode } from '../../components/qr-dialog.tsx'
import { SelectButton } from '../../components/select-button.tsx'
import { withTexts } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { formatPeer, peerFormats, type PeerFormat } from '../../lib/peer-formats.ts'
import { store, stored } from '../../lib/preferences.ts'
import { useLate } from '../../lib/use-late.ts'
import { useUniqueId } from '../../lib/use-unique-id.ts'
import { AddressBox } from './address-box.tsx'
import type { Choices } from './choices.ts'
import { PeerOptionsFold } from './peer-options.tsx'
import { candidates, cardUrl, type PeerOptions, peerUrl, wordCharsMax } from './peer-url.ts'

const formatKey = 'et.format'
const stepsPath = '/docs/players/'

/** The one address to paste into EasyTier, in the form that is wanted, with what makes a group meet. */
export function ConnectCard(props: {
  nodes: readonly PublicNode[] | undefined
  choices: Choices
  /** Whether latency is worth choosing by. */
  measured: boolean
  onChange: (part: Partial<Choices>) => void
}): JSX.Element {
  const { nodes, choices, onChange } = props
  const { filters, word } = choices
  const [format, setFormat] = useState(
    () => peerFormats.find((one) => one === stored(formatKey)) ?? ('url' as const),
  )
  const [open, setOpen] = useState(false)
  const { it: Who, failed } = useLate(open, async () => (await withTexts(import('./who.tsx'))).Who)
  const priority = choices.priority === 'latency' && nodes && !props.measured ? 'capacity' : choices.priority
  const options: PeerOptions = { region: filters.region, relay: filters.relay, priority, word }
  const url = peerUrl(location.origin, options)
  const choose = (next: PeerFormat): void => {
    store(formatKey, next)
    setFormat(next)
  }
  return (
    <section class="card connect" aria-labelledby="connect">
      <h2 id="connect">{t('connect')}</h2>
      <p class="small dim">{t('connectHow')}</p>
      <WordField value={word} onValue={(next) => onChange({ word: next })} />
      <Address url={url} options={options} format={format} />
      <div class="connect-acts">
        <SelectButton
          label={t('format')}
          shown={t('filterIs', { name: t('format'), value: t(`format_${format}`) })}
          value={format}
          choices={peerFormats.map((value) => ({ value, label: t(`format_${value}`) }))}
          onChange={choose}
        />
        <Friends url={url} />
        <Qr url={url} page={cardUrl(location.origin, options)} />
      </div>
      <p class="small dim version-line">
        {t('versionLine')} <a href={stepsPath}>{t('steps')}</a>
      </p>
      <PeerOptionsFold options={options} measured={props.measured} onChange={onChange} filters={filters} />
      <div class="who-line">
        <span class="small dim" role="status">
          {nodes ? <Live text={t('matching', { n: candidates(nodes, options) })} /> : ''}
        </span>
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('whoHide') : t('who')}
        </button>
      </div>
      {open && Who ? <Who options={options} /> : null}
      {open && failed ? (
        <p class="who small bad-text" role="alert">
          {t('siteUnreachable')}
        </p>
      ) : null}
    </section>
  )
}

function WordField({ value, onValue }: { value: string; onValue: (value: string) => void }): JSX.Element {
  const id = useUniqueId()
  return (
    <div class="word-field">
      <label for={id}>{t('word')}</label>
      <input
        id={id}
        class="input"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={wordCharsMax}
        placeholder={t('wordPlaceholder')}
        aria-describedby={`${id}-how`}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <p id={`${id}-how`} class="small dim">
        {t('wordHow')}
      </p>
    </div>
  )
}

/** The text to copy. A node's own address has to be asked for first, by what is fetched for it. */
function Address(props: { url: string; options: PeerOptions; format: PeerFormat }): JSX.Element {
  const { url, format, options } = props
  const isPlain = format === 'plain'
  const { it: Plain, failed } = useLate(
    isPlain,
    async () => (await withTexts(import('./plain-address.tsx'))).PlainAddress,
  )
  if (!isPlain) return <AddressBox text={formatPeer(url, format)} lines={format === 'toml'} />
  return Plain ? (
    <Plain options={options} />
  ) : (
    <AddressBox text="" said={failed ? t('siteUnreachable') : t('loading')} />
  )
}

function Friends({ url }: { url: string }): JSX.Element {
  const text = t('friendsText', { url, steps: location.origin + stepsPath })
  return <CopyButton text={text} label={t('friends')} />
}

function Qr({ url, page }: { url: string; page: string }): JSX.Element {
  const code = (name: string, of: string, how: string): QrCode => ({
    name,
    url: of,
    how,
    label: t('qrLabel', { url: of }),
  })
  const open = (): void =>
    void openQr(() => ({
      title: t('qrTitle'),
      codes: [code(t('qrPage'), page, t('qrPageHow')), code(t('qrAddress'), url, t('qrAddressHow'))],
    }))
  return (
    <button type="button" class="btn" onClick={open}>
      <Icon name="code" />
      {t('qr')}
    </button>
  )
}
