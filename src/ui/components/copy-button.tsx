import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
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
  /** Element whose text is selected when the clipboard is refused. */
  fallback?: () => Element | null | undefined
  /** The text is in the clipboard; not called when it was only selected. */
  onCopied?: () => void
}>

type Outcome = 'idle' | 'copied' | 'selected'

/** Copies a text; says so on the button for two seconds (six when it is left to the reader) and to screen readers. */
export function CopyButton(props: Props): JSX.Element {
  const [outcome, setOutcome] = useState<Outcome>('idle')
  const timer = useRef(0)
  const self = useRef<HTMLButtonElement>(null)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async (): Promise<void> => {
    const done = await write(props.text, props.fallback?.() ?? self.current)
    setOutcome(done)
    if (done === 'copied') props.onCopied?.()
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setOutcome('idle'), done === 'copied' ? 2000 : 6000)
  }
  const said = outcome === 'idle' ? '' : outcome === 'copied' ? t('copied') : t('copySelected')
  const name = props.what === undefined ? undefined : t('copyOf', { what: props.what })
  const kind = props.kind === 'main' ? ' btn-main' : props.kind === 'plain' ? ' btn-plain' : ''
  return (
    <>
      <button
        ref={self}
        type="button"
        class={`btn copy${kind}${props.bare ? ' btn-icon' : ''}`}
        aria-label={said === '' || name === undefined ? name : `${said} ${name}`}
        title={props.bare ? name : undefined}
        onClick={copy}
      >
        <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
        {props.bare ? null : <span>{said || props.label || t('copy')}</span>}
        {props.bare && outcome === 'selected' ? <span class="copy-said">{said}</span> : null}
      </button>
      <span class="sr" role="status">
        {said}
      </span>
    </>
  )
}

/** Without clipboard rights the text is put into a field and selected, so that Ctrl+C takes it. */
async function write(text: string, near: Element | null): Promise<Outcome> {
  try {
    await navigator.clipboard.writeText(text)
    return 'copied'
  } catch {
    return select(text, near)
  }
}

function select(text: string, near: Element | null): Outcome {
  const selection = getSelection()
  if (near && near.textContent === text && selection) {
    selection.selectAllChildren(near)
    return 'selected'
  }
  const field = document.createElement('textarea')
  field.className = 'sr'
  field.readOnly = true
  field.value = text
  field.ariaLabel = t('copySelected')
  ;(near?.parentElement ?? document.body).append(field)
  field.select()
  field.addEventListener('blur', () => field.remove(), { once: true })
  return 'selected'
}
