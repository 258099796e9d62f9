import type { Found } from '../../../../contract/self-test.ts'
import { findings } from '../../../../contract/self-test-findings.ts'
import type { Level } from '../../../../contract/self-test-level.ts'

export const levels = ['red', 'yellow', 'green'] as const satisfies readonly Level[]

const order = [...new Set(Object.values(findings).map(({ row }) => row))]

/** Rows with trouble first, else in the order of the table. */
export function byLevel(rows: readonly Found[]): readonly Found[] {
  const place = ({ code }: Found): number =>
    levels.indexOf(findings[code].level) * order.length + order.indexOf(findings[code].row)
  return [...rows].sort((left, right) => place(left) - place(right))
}

/** How many rows have a level. */
export function countOf(rows: readonly Found[], level: Level): number {
  return rows.filter(({ code }) => findings[code].level === level).length
}
