import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { connectionUrl } from '../../../contract/connection-url.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { t } from '../../i18n/status.ts'
import { useSettled } from '../../lib/use-settled.ts'
import { askNodes, type FoundNodes, whyFailed } from './ask-nodes.ts'
import { type PeerOptions, tidyWord } from './peer-url.ts'

/** Nodes that these choices lead to: the group's own with a word, else three that might be drawn. One address each. */
export function Who({ options }: { options: PeerOptions }): JSX.Element {
  const [found, setFound] = useState<FoundNodes>()
  const [problem, setProblem] = useState('')
  const [turn, setTurn] = useState(0)
  const keyed = tidyWord(options.word) !== ''
  const asked = useSettled(JSON.stringify(options))
  useEffect(() => {
    const control = new AbortController()
    askNodes(options, { signal: control.signal, limit: keyed ? 1 : 3 })
      .then((nodes) => {
        setFound(nodes)
        setProblem('')
      })
      .catch((error: unknown) => {
        if (!control.signal.aborted) setProblem(whyFailed(error))
      })
    return () => control.abort()
  }, [asked, turn])
  if (problem !== '')
    return (
      <p class="who small bad-text" role="alert">
        {t('whoFailed', { why: problem })}
      </p>
    )
  if (!found) return <p class="who small dim">{t('loading')}</p>
  if (found.length === 0) return <p class="who small dim">{t('whoNobody')}</p>
  return (
    <>
      <ul class="who">
        {found.map((node) => (
          <li key={node.id}>
            <a href={`/n/?id=${node.id}`} dir="auto" title={node.node_name}>
              {node.node_name}
            </a>
            {node.connections.slice(0, 1).map((connection) => (
              <One key={node.id} url={connectionUrl(connection)} />
            ))}
          </li>
        ))}
      </ul>
      <More found={found} />
      <p class="small dim who-once">
        {keyed ? t('whoSame') : t('whoOnce')}{' '}
        {keyed ? null : (
          <button type="button" class="link" onClick={() => setTurn(turn + 1)}>
            {t('whoAgain')}
          </button>
        )}
      </p>
    </>
  )
}

/** What else the nodes can be reached by, folded. */
function More({ found }: { found: FoundNodes }): JSX.Element | null {
  const urls = found.flatMap((node) => node.connections.slice(1).map(connectionUrl))
  if (urls.length === 0) return null
  return (
    <details class="small">
      <summary class="dim">{t('moreAddresses', { n: urls.length })}</summary>
      {urls.map((url) => (
        <One key={url} url={url} />
      ))}
    </details>
  )
}

function One({ url }: { url: string }): JSX.Element {
  return (
    <div class="codebox one-line">
      <code title={url} translate={false}>
        {url}
      </code>
      <CopyButton text={url} what={url} bare kind="plain" />
    </div>
  )
}
