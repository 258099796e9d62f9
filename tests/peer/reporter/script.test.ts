import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { script } from '../../support/reporter/machine.ts'
import { programPath, shells } from '../../support/reporter/shells.ts'

const run = promisify(execFile)

describe('the script as a file', () => {
  it('is at most 40 KB', () => {
    expect(statSync(script).size).toBeLessThanOrEqual(40_000)
  })

  it('is clean for shellcheck as POSIX sh, and switches no check off but word splitting', async () => {
    const { stdout } = await run(programPath('shellcheck'), ['--shell=sh', '--format=gcc', script])
    expect(stdout).toBe('')
    const off = [...readFileSync(script, 'utf8').matchAll(/shellcheck disable=(\S+)/g)].map(
      ([, code]) => code,
    )
    expect(new Set(off)).toEqual(new Set(['SC2086', 'SC2046']))
  })

  it.each(shells)('is read by $name', async ({ command: [program = '', ...before] }) => {
    await run(program, [...before, '-n', script])
  })

  it('does nothing when it was cut short on the way', async () => {
    const text = readFileSync(script, 'utf8')
    for (const part of [0.3, 0.7, 0.99]) {
      const cut = text.slice(0, Math.floor(text.length * part))
      const { stdout } = await run(programPath('dash'), ['-c', cut, '-', 'status'], { env: {} }).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout).toBe('')
    }
  })
})
