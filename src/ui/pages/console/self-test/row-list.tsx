import type { JSX } from 'preact'
import type { Found } from '../../../../contract/self-test.ts'
import { findings } from '../../../../contract/self-test-findings.ts'
import type { Level } from '../../../../contract/self-test-level.ts'
import { findingsEn } from '../../../../contract/self-test-findings-en.ts'
import { Glyph, toneText, type Tone } from '../../../components/glyph.tsx'
import { t } from '../../../i18n/console.ts'
import { language } from '../../../i18n/language.ts'
import { byLevel } from './order.ts'

const tones = { green: 'good', yellow: 'warn', red: 'bad' } as const satisfies Record<Level, Tone>

function wordsOf({ code }: Found): Readonly<{ meaning: string; cure: string }> {
  if (language() === 'en') {
    const [meaning, cure = '']: readonly string[] = findingsEn[code]
    return { meaning: meaning ?? '', cure }
  }
  const { zh, cureZh = '' }: { zh: string; cureZh?: string } = findings[code]
  return { meaning: zh, cure: cureZh }
}

/** What was found, trouble first: what was measured, what it means, what to do. */
export function RowList({ rows }: { rows: readonly Found[] }): JSX.Element {
  return (
    <ul class="card self-test-rows">
      {byLevel(rows).map((row) => (
        <Row key={findings[row.code].row} row={row} />
      ))}
    </ul>
  )
}

function Row({ row }: { row: Found }): JSX.Element {
  const { row: id, level } = findings[row.code]
  const { meaning, cure } = wordsOf(row)
  const tone = tones[level]
  return (
    <li class="self-test-row">
      <span class={`self-test-level ${toneText[tone]}`}>
        <Glyph tone={tone} />
        {t(`level_${level}`)}
      </span>
      <div class="self-test-words">
        <h2>{t(`row_${id}`)}</h2>
        <p class="dim">{meaning}</p>
        {cure ? <p>{t('cure', { cure })}</p> : null}
      </div>
      {row.measured ? (
        <span class="self-test-measured mono tiny dim" translate={false}>
          {row.measured}
        </span>
      ) : null}
    </li>
  )
}
