import type { Found } from '../../../../contract/self-test.ts'
import { findings } from '../../../../contract/self-test-findings.ts'
import { findingsEn } from '../../../../contract/self-test-findings-en.ts'
import { byLevel } from './order.ts'

/** Rows whose figures name the site or an address: whoever files an issue may not want to. */
const named: ReadonlySet<string> = new Set(['public_origin', 'node_address'])

/** A run as Markdown for an issue, in English: no address, no name, no secret. `at`: when it was, in ISO 8601. */
export function toMarkdown(run: {
  readonly rows: readonly Found[]
  readonly facts: Readonly<Record<string, string>>
  readonly at: string
  readonly version: string
}): string {
  const facts = [`version ${run.version}`, run.at, ...Object.entries(run.facts).map((pair) => pair.join(' '))]
  const lines = byLevel(run.rows).map(({ code, measured }) => {
    const { row, level } = findings[code]
    const cells = [level, `\`${row}\``, `\`${code}\``, named.has(row) ? '' : measured, findingsEn[code][0]]
    return `| ${cells.map(cell).join(' | ')} |`
  })
  return [
    '### Self-test',
    '',
    cell(facts.join(' · ')),
    '',
    '| | row | finding | measured | meaning |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
