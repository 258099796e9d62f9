import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findingsEn } from '../../../src/contract/self-test-findings-en.ts'
import { findings, type FindingCode } from '../../../src/contract/self-test-findings.ts'

const guides = ['docs/deploying.md', 'docs/deploying.zh-CN.md'].map((file) =>
  readFileSync(file, 'utf8').replaceAll('\\', ''),
)

it.each(Object.keys(findings) as FindingCode[])('the guide has the cure of %s, if it needs one', (code) => {
  const cureZh = 'cureZh' in findings[code] ? findings[code].cureZh : ''
  const [meaning, cure = '']: readonly (string | undefined)[] = findingsEn[code]
  const [en = '', zh = ''] = guides
  const rows = [en.includes(`| ${meaning} | ${cure} |`), zh.includes(`| ${findings[code].zh} | ${cureZh} |`)]
  expect(rows).toEqual(Array.from({ length: 2 }, () => findings[code].level !== 'green'))
})
