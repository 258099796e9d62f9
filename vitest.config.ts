import { defineConfig } from 'vitest/config'
import LongestFirst from './tests/support/longest-first.ts'

/** One project a folder of tests/, so that `vitest --project unit` runs one of them. */
const project = (name: string, testTimeout: number, extra: Record<string, unknown> = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 60_000),
    ...extra,
  },
})

/** Real processes, cores and browsers on a busy machine: CI gives a failed test two more chances, and reports that it did. */
const retry = process.env['CI'] ? 2 : 0

/** Behind the others, and two beside each other: they wait for cores, servers and pages more than they compute. */
const seen = { sequence: { groupOrder: 1 }, retry }

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/closing-line-reporter.ts'],
    maxWorkers: 2,
    // Elsewhere vitest knows how long files took, and which failed.
    ...(process.env['CI'] ? { sequence: { sequencer: LongestFirst } } : {}),
    projects: [
      project('unit', 60_000),
      project('http', 60_000),
      project('edge', 120_000, { retry }),
      project('model', 600_000),
      project('peer', 60_000),
      project('server', 240_000, { retry }),
      project('interop', 300_000, seen),
      project('e2e', 300_000, seen),
    ],
  },
})
