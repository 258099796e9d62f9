import path from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'
import { slowest } from './slowest.ts'

/** How long a module took to run; it was loaded before that. */
function timeOf(module: TestModule): { project: string; file: string; ms: number } {
  const file = path.relative(process.cwd(), module.moduleId)
  return { project: module.project.name, file, ms: module.diagnostic().duration }
}

/** Prints, in CI, where the time went, and `N passed, N failed, N skipped` as the run's last line; a module that fails to load counts as one failure. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      let failedTests = 0
      for (const test of module.children.allTests()) {
        const state = test.result().state
        if (state === 'passed') count.passed += 1
        else if (state === 'failed') failedTests += 1
        else count.skipped += 1
      }
      count.failed += module.state() === 'failed' && failedTests === 0 ? 1 : failedTests
    }
    if (process.env['CI']) process.stdout.write(`${slowest(modules.map(timeOf)).join('\n')}\n`)
    const line = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`
    process.once('exit', () => process.stdout.write(`${line}\n`))
  }
}
