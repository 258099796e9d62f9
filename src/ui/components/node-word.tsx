import type { JSX } from 'preact'
import type { NodeState } from '../../contract/node.ts'
import { t } from '../i18n/core.ts'
import { toneOf, toneText } from './glyph.tsx'
import { Live } from './live.tsx'

/** The state in a word, in its colour; `asOf` (a time of day) when our data is too old to say it outright. */
export function NodeWord({ state, asOf }: { state: NodeState; asOf?: string | undefined }): JSX.Element {
  if (asOf !== undefined)
    return (
      <span class="dim">
        <Live text={t('asof', { t: asOf, word: t(state) })} fixed />
      </span>
    )
  return (
    <span class={toneText[toneOf[state]]}>
      <Live text={t(state)} fixed />
    </span>
  )
}
