import type { JSX } from 'preact'
import { CodeLine } from '../../components/code-line.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { t } from '../../i18n/status.ts'

/** A text to copy; with '' what is `said` in its place. `lines`: it keeps its own line breaks. */
export function AddressBox(props: { text: string; said?: string; lines?: boolean }): JSX.Element {
  const { text } = props
  return (
    <div class={props.lines ? 'codebox codebox-lines' : 'codebox'}>
      <code translate={false}>{text === '' ? props.said : <CodeLine text={text} />}</code>
      {text === '' ? null : <CopyButton text={text} what={t('peerAddress')} kind="main" />}
    </div>
  )
}
