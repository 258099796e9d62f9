import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { ChoiceBar } from './choice-bar.tsx'
import { Dialog } from './dialog.tsx'

export type QrCode = Readonly<{ name: string; url: string; how: string }>
type Drawn = Readonly<{ url: string; path: string; size: number }>

/** Codes to scan from the screen, one at a time. What draws them is fetched when the first is shown; no other host is asked. */
export function QrDialog(props: {
  title: string
  codes: readonly QrCode[]
  labelOf: (url: string) => string
  onClose: () => void
}): JSX.Element {
  const { codes } = props
  const [at, setAt] = useState(0)
  const [drawn, setDrawn] = useState<Drawn>()
  const code = codes[at] ?? { name: '', url: '', how: '' }
  useEffect(() => {
    let gone = false
    void import('../lib/qr-path.ts').then(({ qrPath }) => gone || setDrawn(qrPath(code.url)))
    return () => {
      gone = true
    }
  }, [code.url])
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
          viewBox={drawn ? `0 0 ${drawn.size} ${drawn.size}` : '0 0 1 1'}
          role="img"
          aria-label={props.labelOf(code.url)}
          shape-rendering="crispEdges"
        >
          <path class="qr-paper" d={drawn ? `M0 0h${drawn.size}v${drawn.size}H0z` : 'M0 0h1v1H0z'} />
          {drawn && drawn.url === code.url ? <path class="qr-ink" d={drawn.path} /> : null}
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
