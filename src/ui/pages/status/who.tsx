import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { QueryAnswer } from '../../../contract/query.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { connectionUrl } from '../../../contract/connection-url.ts'
import type { PeerOptions } from './peer-url.ts'

type Found = v.InferOutput<typeof QueryAnswer>['nodes']

/** The nodes that these options would lead to now, each address to copy. */
export function Who({ options }: { options: PeerOptions }): JSX.Element {
  const [found, setFound] = useState<Found>()
  const [problem, setProblem] = useState('')
  useEffect(() => {
    const control = new AbortController()
    ask(options, control.signal)
      .then((nodes) => {
        setFound(nodes)
        setProblem('')
      })
      .catch((error: unknown) => {
        if (!control.signal.aborted) setProblem(error instanceof Refused ? error.message : t('unreachable'))
      })
    return () => control.abort()
  }, [options])
  if (problem !== '')
    return (
      <p class="who small bad-text" role="alert">
        {t('whoFailed', { why: problem })}
      </p>
    )
  if (!found) return <p class="who small dim">{t('loading')}</p>
  if (found.length === 0) return <p class="who small dim">{t('whoNobody')}</p>
  return (
    <ul class="who">
      {found.map((node) => (
        <li key={node.id}>
          <a href={`/n/?id=${node.id}`}>{node.node_name}</a>
          {node.connections.map((connection) => {
            const url = connectionUrl(connection)
            return (
              <div key={url} class="codebox one-line">
                <code title={url}>{url}</code>
                <CopyButton text={url} what={url} bare kind="plain" />
              </div>
            )
          })}
        </li>
      ))}
    </ul>
  )
}

/** What the server said when it did not say nodes. */
class Refused extends Error {}

async function ask(options: PeerOptions, signal: AbortSignal): Promise<Found> {
  const response = await fetch('/api/query', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      region: options.region,
      priority: options.priority,
      relay_only: options.relay,
    }),
    signal,
  })
  const answer = (await response.json()) as Partial<v.InferOutput<typeof QueryAnswer>> & { error?: string }
  // The server's texts are Chinese.
  const text = language() === 'en' ? undefined : answer.error
  if (!response.ok || !answer.nodes) throw new Refused(text ?? `HTTP ${response.status}`)
  return answer.nodes
}
