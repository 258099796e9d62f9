import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const rows = readFileSync('docs/security.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll('|', '').trim()))

it('each row of docs/security.md names a test that is there, and says what holds', () => {
  expect(rows.length).toBeGreaterThan(50)
  for (const [section = '', , tests = '', verdict = ''] of rows) {
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, name]) => `tests/${name}.test.ts`)
    expect(
      named.filter((file) => !existsSync(file)),
      section,
    ).toEqual([])
    expect(verdict, section).toMatch(/^(?:met|partly: |not met: |not applicable)/)
    if (/^(?:met|partly)/.test(verdict)) expect(named.length, section).toBeGreaterThan(0)
  }
})
