import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { copyText } from '../lib/copy-text.ts'
import { copyByHand } from './copy-by-hand.ts'
import { Icon } from './icon.tsx'

type Props = Readonly<{
  /** Copied as it is. */
  text: string
  /** What the text is, for a name such as "Copy address of X". */
  what?: string
  /** Icon alone; the name is still there for readers of the page. */
  bare?: boolean
  kind?: 'main' | 'plain' | 'line'
  label?: string
  /** Said in the place of "copied", when the text is of little use now. */
  caution?: string | undefined
  /** The text is in the clipboard; not called when it was left to the reader. */
  onCopied?: () => void
}>

const saidMs = 2000
const cautionMs = 6000

/** Copies a text and says so on the button; where the browser forbids it, a sheet shows the text to be taken by hand. */
export function CopyButton(props: Props): JSX.Element {
  const { text, caution } = props
  const [copied, setCopied] = useState(false)
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async (): Promise<void> => {
    if (!(await copyText(text))) {
      await copyByHand(text)
      return
    }
    setCopied(true)
    props.onCopied?.()
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setCopied(false), caution === undefined ? saidMs : cautionMs)
  }
  const said = copied ? (caution ?? t('copied')) : ''
  const name = props.what === undefined ? undefined : t('copyOf', { what: props.what })
  const kind = props.kind === 'main' ? ' btn-main' : props.kind === 'plain' ? ' btn-plain' : ''
  return (
    <>
      <button
        type="button"
        class={`btn copy${kind}${props.bare ? ' btn-icon' : ''}`}
        aria-label={said === '' || name === undefined ? name : `${said} ${name}`}
        title={props.bare ? name : undefined}
        onClick={copy}
      >
        <Icon name={!copied ? 'copy' : caution === undefined ? 'check' : 'info'} />
        {props.bare ? null : <span>{(copied && t('copied')) || props.label || t('copy')}</span>}
        {copied && caution !== undefined ? <span class="copy-said">{said}</span> : null}
      </button>
      <span class="sr" role="status">
        {said}
      </span>
    </>
  )
}
