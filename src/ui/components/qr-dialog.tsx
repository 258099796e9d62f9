import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { qrPath } from '../lib/qr-path.ts'
import { ChoiceBar } from './choice-bar.tsx'
import { Dialog } from './dialog.tsx'
import { showOver } from './over.tsx'

/** `label` names the picture, `how` says what it is good for. */
export type QrCode = Readonly<{ name: string; url: string; how: string; label: string }>

/** Shows codes to scan from the screen, one at a time. They are drawn here; no other host is asked. */
export function showQr(title: string, codes: readonly QrCode[]): void {
  showOver((close) => <QrDialog title={title} codes={codes} onClose={close} />)
}

function QrDialog(props: { title: string; codes: readonly QrCode[]; onClose: () => void }): JSX.Element {
  const { codes } = props
  const [at, setAt] = useState(0)
  const code = codes[at] ?? { name: '', url: '', how: '', label: '' }
  const { path, size } = useMemo(() => qrPath(code.url), [code.url])
  return (
    <Dialog title={props.title} onClose={props.onClose} lightDismiss>
      <div class="qr">
        {codes.length > 1 ? (
          <ChoiceBar
            label={props.title}
            value={String(at)}
            choices={codes.map(({ name }, index) => ({ value: String(index), label: name }))}
            onChange={(value) => setAt(Number(value))}
          />
        ) : null}
        <svg
          class="qr-code"
          viewBox={`0 0 ${size} ${size}`}
          role="img"
          aria-label={code.label}
          shape-rendering="crispEdges"
        >
          <path class="qr-paper" d={`M0 0h${size}v${size}H0z`} />
          <path class="qr-ink" d={path} />
        </svg>
        <p class="small dim">{code.how}</p>
        <p class="small qr-url" translate={false}>
          {code.url}
        </p>
      </div>
      <div class="dialog-end">
        <button type="button" class="btn" onClick={props.onClose}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  )
}
