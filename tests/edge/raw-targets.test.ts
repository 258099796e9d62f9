import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLocalServer, type LocalServer } from '../../src/emulator/local-server.ts'
import { readSettings } from '../../src/emulator/settings.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import { rawRuns, sendRawTargets } from '../support/raw-targets.ts'

const temporary = temporaryFolder('raw-targets-')
const lines: string[] = []
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer(readSettings({ PORT: '0', DATA_DIR: temporary.folder }), (line) =>
    lines.push(line),
  )
})
afterAll(async () => {
  await server?.stop()
  temporary.remove()
})

test.each(['/api%2fx', '/api%2Fnodes/my', '/%61pi/nodes', '/p%65er', '/node%2f1', '/badge%2f1.svg'])(
  '%s is no path of a function, and does not come back to one',
  async (target) => {
    const answer = await fetch(server.origin + target, { signal: AbortSignal.timeout(5000) })
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringMatching(/^<!doctype html>/)])
  },
)

test(
  `${rawRuns} request lines with escapes and hosts of others`,
  { timeout: 60_000 + rawRuns * 100 },
  async () => {
    const statuses = await sendRawTargets(Number(new URL(server.origin).port))
    for (const status of [200, 400, 404, 405])
      expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(0)
    expect(lines.filter((line) => /hang up|EMFILE|Uncaught/.test(line))).toEqual([])
    expect((await fetch(`${server.origin}/api/system/check-init`)).status).toBe(200)
  },
)
