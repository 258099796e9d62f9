import type { JSX } from 'preact'
import { CodeLine } from '../../components/code-line.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { t } from '../../i18n/node.ts'
import { connectionUrl } from '../../../contract/connection-url.ts'
import type { NodeDetail } from './node-answer.ts'

/** The address that stays with this node, and its own addresses where the owner shows them. */
export function ConnectCard({ node }: { node: NodeDetail }): JSX.Element {
  const direct = node.connections ?? []
  return (
    <section class="card block" aria-labelledby="connect">
      <h2 id="connect">{t('connect')}</h2>
      <p class="small dim">{t('connectHow')}</p>
      <Address url={`${location.origin}/node/${node.id}`} />
      {direct.length > 0 ? <h3 class="small direct">{t('direct')}</h3> : null}
      {direct.map((connection) => {
        const url = connectionUrl(connection)
        return <Address key={url} url={url} />
      })}
      {direct.length === 0 ? <p class="tiny dim">{t('private')}</p> : null}
    </section>
  )
}

/** One address with its copy button. */
export function Address(props: { url: string; what?: string; oneLine?: boolean }): JSX.Element {
  const { url, what = url } = props
  return (
    <div class={props.oneLine ? 'codebox one-line' : 'codebox'}>
      <code dir="ltr">{props.oneLine ? url : <CodeLine text={url} />}</code>
      <CopyButton text={url} what={what} bare />
    </div>
  )
}
