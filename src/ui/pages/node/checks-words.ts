import type { NodeChecksAnswer } from '../../../contract/checks.ts'
import type { Tone } from '../../components/glyph.tsx'
import { t } from '../../i18n/node.ts'
import { causeKey } from '../../lib/check-causes.ts'
import { duration, latency, moment } from '../../lib/format.ts'

export type PlaceFound = NodeChecksAnswer['places'][number]
type Newest = NonNullable<PlaceFound['newest']>
export type Sentence = { readonly tone: Tone; readonly text: string }

function whyOf(code: string): string {
  return t(causeKey(code) ?? 'why_other')
}

function failure({ code, since }: Newest, nowMs: number): { why: string; t: string } {
  return { why: whyOf(code), t: moment(Date.parse(since), nowMs) }
}

/** What reports and checks say together, in one sentence. */
export function checksSentence({ reports, places }: NodeChecksAnswer, nowMs: number): Sentence {
  const found = places.flatMap(({ newest }) => newest ?? [])
  const failed = found.filter(({ verdict }) => verdict === 'failed')
  const newestFailure = failed.toSorted((one, other) => (one.since < other.since ? 1 : -1))[0]
  if (found.length === 0) return { tone: 'idle', text: t('checksNone') }
  if (newestFailure !== undefined) {
    const said = failure(newestFailure, nowMs)
    if (failed.length < found.length) return { tone: 'warn', text: t('checksSome', said) }
    const isOnline = reports.state === 'online'
    return { tone: 'bad', text: t(isOnline ? 'checksUnreachable' : 'checksDown', said) }
  }
  if (found.every(({ verdict }) => verdict === 'refused')) return { tone: 'warn', text: t('checksRefused') }
  switch (reports.state) {
    case 'online':
      return { tone: 'good', text: t('checksBoth') }
    case 'offline':
      return { tone: 'warn', text: t('checksOffline') }
    case 'silent': {
      const d = duration((nowMs - Date.parse(reports.at ?? '')) / 1000)
      return { tone: 'warn', text: t('checksSilent', { d }) }
    }
    default:
      return { tone: 'good', text: t('checksBare') }
  }
}

/** What one place found last. */
export function placeSentence({ newest }: PlaceFound, nowMs: number): Sentence {
  if (newest === null) return { tone: 'idle', text: t('checkUnlooked') }
  if (newest.verdict === 'failed') return { tone: 'bad', text: t('checkFailed', failure(newest, nowMs)) }
  if (newest.verdict === 'refused') return { tone: 'warn', text: t('checkRefused') }
  const measured = latency(newest.latency_ms)
  return { tone: 'good', text: [t('checkJoined'), measured].filter(Boolean).join(' · ') }
}
