import type { JSX } from 'preact'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { clock, latency } from '../../../lib/format.ts'
import { checkWords, wasTried } from './check-words.ts'
import { useCheck } from './checks.ts'

/** What the last check of this page found, and when; nothing before the first. */
export function CheckNote({ node, long = false }: { node: OwnNode; long?: boolean }): JSX.Element {
  const { busy, last } = useCheck(node.id)
  const tone =
    last === undefined || !wasTried(last.result.code) ? 'dim' : last.result.is_online ? 'ok-text' : 'bad-text'
  return (
    <span class={`check-note ${busy ? 'dim' : tone}`} role="status">
      {busy ? t('checkingNow') : last ? noteOf(node, last, long) : ''}
    </span>
  )
}

function noteOf(
  node: OwnNode,
  last: NonNullable<ReturnType<typeof useCheck>['last']>,
  long: boolean,
): string {
  const { result, atMs } = last
  const at = clock(atMs)
  if (result.is_online) return t('checkedOnline', { t: at, ms: latency(result.latency_ms) })
  if (long) {
    const why = checkWords(node.node_name, result.code, result.error, node.connections[0]?.ip ?? '')
    return t('checkedLong', { t: at, why })
  }
  return t(wasTried(result.code) ? 'checkedOffline' : 'checkedNot', { t: at })
}
