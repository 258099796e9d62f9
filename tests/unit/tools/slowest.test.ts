import { expect, test } from 'vitest'
import { slowest } from '../../support/slowest.ts'

test('projects and files, each with the slowest first', () => {
  const times = [
    { project: 'unit', file: 'a.test.ts', ms: 1_400 },
    { project: 'e2e', file: 'b.test.ts', ms: 61_000 },
    { project: 'unit', file: 'c.test.ts', ms: 9_000 },
  ]
  expect(slowest(times).map((line) => line.trim())).toEqual([
    '61 s  e2e, 1 files',
    '10 s  unit, 2 files',
    '61 s  b.test.ts',
    '9 s  c.test.ts',
    '1 s  a.test.ts',
  ])
})
