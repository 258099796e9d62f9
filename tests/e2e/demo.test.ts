import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { sampleNotice } from '../../src/tools/demo/seed-accounts.ts'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { temporaryFolder } from '../support/npm-start.ts'

const patienceMs = 240_000

test('npm run demo: says where it is and who may sign in, serves the sample, goes with its data at Ctrl-C', async () => {
  const { folder, remove } = temporaryFolder('easytier-e2e-demo-')
  const demo = spawn('npm', ['run', '--silent', 'demo'], {
    cwd: repositoryRoot,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', PORT: '0', TMPDIR: folder },
  })
  let printed = ''
  demo.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
  demo.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
  const ended = once(demo, 'close')
  try {
    await vi.waitUntil(() => printed.includes('Ctrl-C') || demo.exitCode !== null, { timeout: patienceMs })
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
    if (origin === undefined) throw new Error(printed)
    for (const { email, password } of [sampleAccounts.owner, sampleAccounts.admin]) {
      expect(printed).toContain(email)
      expect(printed).toContain(password)
      const answer = await fetch(`${origin}/api/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password }),
      })
      expect(answer.status).toBe(200)
    }
    const site = (await (await fetch(`${origin}/api/system/check-init`)).json()) as { notice: string }
    expect(site.notice).toBe(sampleNotice)
    const { total_nodes: total } = (await (await fetch(`${origin}/api/stats`)).json()) as {
      total_nodes: number
    }
    expect(total).toBe(31)
    // A terminal's Ctrl-C reaches every process of the group.
    process.kill(-(demo.pid ?? 0), 'SIGINT')
    await ended
    await expect(fetch(origin)).rejects.toThrow()
    expect(readdirSync(folder).filter((name) => name.startsWith('easytier-demo-'))).toEqual([])
  } finally {
    if (demo.exitCode === null && demo.signalCode === null) process.kill(-(demo.pid ?? 0), 'SIGKILL')
    await ended
    remove()
  }
})
