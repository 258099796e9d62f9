import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { call, createNode, initialize, report } from '../support/http-client.ts'
import { startNode } from '../support/http-node.ts'

const program = process.env['SCHEMATHESIS'] ?? '.cache/schemathesis-venv/bin/schemathesis'
const isThere = existsSync(program)
const seconds = 110

type Ended = { readonly code: number | null; readonly output: string }

function run(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** What the document allows is taken, what it forbids is refused, and every answer is in it. */
it.skipIf(!isThere && !process.env['CI'])(
  'the published document says what the server does (schemathesis; .ci/schemathesis installs it)',
  // Which calls meet which settings depends on how fast the machine is: a mistake of the document shows each time.
  { timeout: 280_000, retry: process.env['CI'] ? 2 : 0 },
  async () => {
    expect(isThere, `${program} is missing: run .ci/schemathesis`).toBe(true)
    const target = await startNode({ env: { PASSWORD_HASH: 'pbkdf2' } })
    try {
      const token = await initialize(target)
      await report(target, await createNode(target, token))
      const options = {
        url: target.url,
        phases: 'examples,coverage,fuzzing',
        seed: '1',
        'max-time': String(seconds),
        'request-timeout': '10',
        'generation-database': ':memory:',
      }
      const headers = [`Authorization: Bearer ${token}`, 'Host: nodes.example']
      const ended = await run([
        '--config-file',
        'tests/server/schemathesis.toml',
        'run',
        'src/contract/openapi.json',
        '--continue-on-failure',
        ...headers.flatMap((header) => ['--header', header]),
        ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      ])
      expect(ended.code, ended.output).toBe(0)
      // It was signed in to the end, or most of it was never tried.
      const me = await call(target, 'me', 'GET', '/api/auth/me', { token })
      expect(me.status).toBe(200)
      expect(target.lines.filter((line) => line.includes('"failure"'))).toEqual([])
    } finally {
      await target.stop()
    }
  },
)
