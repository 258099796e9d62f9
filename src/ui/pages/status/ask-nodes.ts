import type * as v from 'valibot'
import type { Protocol } from '../../../contract/vocabulary.ts'
import type { QueryAnswer } from '../../../contract/query.ts'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import { type PeerOptions, tidyWord } from './peer-url.ts'

export type FoundNodes = v.InferOutput<typeof QueryAnswer>['nodes']

/** What the server said when it did not say nodes. */
class Refused extends Error {}

/** The nodes that these choices lead to now, at most `limit`. Throws a `Refused`, or what `fetch` throws. */
export async function askNodes(
  options: PeerOptions,
  more: Readonly<{ signal: AbortSignal; limit: number; protocol?: readonly Protocol[] }>,
): Promise<FoundNodes> {
  const word = tidyWord(options.word)
  const response = await fetch('/api/query', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      region: options.region,
      priority: options.priority,
      relay_only: options.relay,
      limit: more.limit,
      ...(more.protocol ? { protocol: more.protocol } : {}),
      ...(word === '' ? {} : { network_name: word }),
    }),
    signal: more.signal,
  })
  const text = await response.text()
  const answer = readJson(text)
  if (response.ok && answer?.nodes) return answer.nodes
  // The server's texts are Chinese.
  const said = language() === 'en' ? undefined : answer?.error
  throw new Refused(said ?? t('serverFailed', { n: String(response.status) }))
}

function readJson(text: string): { nodes?: FoundNodes; error?: string } | undefined {
  try {
    return JSON.parse(text) as { nodes?: FoundNodes; error?: string }
  } catch {
    // A proxy's page, not the API's answer.
    return undefined
  }
}

/** Why `askNodes` failed, for the reader. */
export function whyFailed(error: unknown): string {
  return error instanceof Refused ? error.message : t('siteUnreachable')
}
