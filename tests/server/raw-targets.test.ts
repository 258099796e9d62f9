import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/npm-start.ts'
import { rawRuns, sendRawTargets } from '../support/raw-targets.ts'
import { ServerProcess } from '../support/server-process.ts'

const temporary = temporaryFolder('raw-targets-')
let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: temporary.folder })
})
afterAll(async () => {
  await server?.stop()
  temporary.remove()
})

test(
  `${rawRuns} request lines with escapes and hosts of others`,
  { timeout: 60_000 + rawRuns * 100 },
  async () => {
    const statuses = await sendRawTargets(await server.port())
    for (const status of [200, 400, 404, 405, 421])
      expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(0)
    expect([server.outbound(), server.hasEnded()]).toEqual([[], false])
  },
)
