import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { youngNode } from '../support/browser-samples.ts'
import { Site } from '../support/browser-site.ts'
import { freePort } from '../support/free-port.ts'

type Made = { place: { id: string }; key: string }
type Listed = { places: { id: string; checks: number; failures: number; version: string }[] }

/** Longer than a place waits between two rounds. */
const roundsMs = { timeout: 200_000, interval: 500 } as const
let site: Site
beforeAll(async () => {
  site = await Site.open({ nodes: [youngNode('上海-三网-01')] })
}, 240_000)
afterAll(() => site?.stop())

test('the program that the site serves checks its nodes and tells it, until its key is revoked', async () => {
  const token = await site.tokenOf(sampleAccounts.admin)
  await site.call('PUT', '/api/system/settings', { allow_private_nodes: 1 }, token)
  const body = {
    node_name: 'here',
    region_type: 'domestic',
    region_detail: '上海',
    connections: [{ type: 'TCP', ip: '127.0.0.1', port: await freePort() }],
    max_bandwidth: 100,
  }
  const node = await site.call<{ node: { id: number; report_token: string } }>(
    'POST',
    '/api/nodes/',
    body,
    token,
  )
  await site.call('POST', '/api/report', { token: node.node.report_token, status: 'online' })
  const { place, key } = await site.call<Made>('POST', '/api/places', { name: 'Frankfurt' }, token)
  const own = async (): Promise<Listed['places'][number] | undefined> =>
    (await site.call<Listed>('GET', '/api/places', undefined, token)).places.find(({ id }) => id === place.id)
  const program = spawn(process.execPath, [path.join(repositoryRoot, 'public/prober.mjs'), site.origin], {
    env: { ...process.env, PROBER_KEY: key, PROBER_ALLOW_PRIVATE: '1' },
  })
  let said = ''
  program.stdout.on('data', (part: Buffer) => (said += part.toString()))
  const ended = once(program, 'exit')
  try {
    await vi.waitUntil(async () => ((await own())?.checks ?? 0) > 0, roundsMs)
    expect(await own()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(said).toContain('Frankfurt')
    await site.call('DELETE', `/api/places/${place.id}`, undefined, token)
    expect(await ended).toEqual([3, null])
    expect(said).toContain('revoked')
  } finally {
    program.kill('SIGKILL')
  }
})
