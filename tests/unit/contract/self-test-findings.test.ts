import { expect, it } from 'vitest'
import { findingsEn } from '../../../src/contract/self-test-findings-en.ts'
import { findings, type FindingCode } from '../../../src/contract/self-test-findings.ts'

it.each(Object.keys(findings) as FindingCode[])(
  '%s has a cure in both languages unless it is green',
  (code) => {
    const cureZh: string | undefined = { cureZh: undefined, ...findings[code] }.cureZh
    const [, cureEn]: readonly (string | undefined)[] = findingsEn[code]
    expect([cureZh !== undefined, cureEn !== undefined]).toEqual(
      Array.from({ length: 2 }, () => findings[code].level !== 'green'),
    )
  },
)
