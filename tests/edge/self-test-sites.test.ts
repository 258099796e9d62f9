import { afterAll, describe, expect, test } from 'vitest'
import { deriveSecrets } from '../../src/auth/secrets.ts'
import { echoHeader } from '../../src/contract/self-test-echo.ts'
import { selfTestSteps } from '../../src/contract/self-test.ts'
import { NodeHost } from '../../src/emulator/node/node-host.ts'
import { echoTicket } from '../../src/services/self-test/echo.ts'
import { artifactsValue } from '../../src/tools/paths.ts'
import {
  expectOnly,
  expectToWork,
  ofChecker,
  origin,
  outboundAddress,
  outsideWorld,
  runAt,
  secret,
  startBare,
  startSite,
  stopSites,
  type Case,
  type Ran,
} from '../support/self-test-sites.ts'

afterAll(stopSites)

describe('the self-test on other sites', () => {
  let ran: Promise<Ran> | undefined
  const free = (): Promise<Ran> => (ran ??= startSite().then((site) => runAt(site)))

  test.each([
    ['udp_blocked', 'node_udp', 'node_udp_blocked'],
    ['tcp_blocked', 'node_tcp', 'node_tcp_blocked'],
    ['dns_blocked', 'node_dns', 'node_dns_fails'],
    ['node_time_short', 'node_time', 'node_time_short'],
  ] as const)('%s: %s becomes %s, and the site goes on', async (name, row, code) => {
    const site = await startSite({ nodeEnv: { EMULATE: name } })
    expectOnly(await runAt(site), await free(), row, code)
    await expectToWork(site)
  })

  test('the outbound address is the one that the edge sees, and unknown where the site cannot be reached', async () => {
    expect((await free()).rows.get('node_address')?.measured).toBe(outboundAddress)
    const cut = await startSite({ nodeEnv: { OUTSIDE_SITE: 'http://127.0.0.1:9' } })
    expectOnly(await runAt(cut), await free(), 'node_address', 'node_address_unseen')
  })

  test('the ticket of a run is good for the echo alone, and for that run', async () => {
    const site = await startSite()
    const begun = await site.send('POST', '/api/system/self-test', { step: 'storage' })
    const { run } = (await begun.json()) as { run: string }
    const ask = async (body: object): Promise<number> => {
      const headers = { 'content-type': 'application/json', [echoHeader]: '1' }
      const init = { method: 'POST', headers, body: JSON.stringify({ run, ...body }) }
      return (await site.edge.fetch(new Request(`${origin}/api/system/self-test`, init))).status
    }
    const secrets = deriveSecrets(secret)
    if (secrets === undefined) throw new Error('no secrets')
    const ticket = echoTicket(secrets, run)
    expect(await ask({ step: 'echo', ticket })).toBe(200)
    const others = selfTestSteps.filter((step) => step !== 'echo')
    for (const step of others) expect(await ask({ step, ticket })).toBe(401)
    expect(await ask({ step: 'echo' })).toBe(401)
    expect(await ask({ step: 'echo', ticket: ticket.replace(/./g, '0') })).toBe(401)
    expect(await ask({ step: 'echo', ticket: echoTicket(secrets, `${run.slice(0, -1)}x`) })).toBe(401)
    site.advance(601_000)
    expect(await ask({ step: 'echo', ticket })).toBe(400)
  })

  test('stale for 60 s elsewhere: seen late, and where it was written at once', async () => {
    const site = await startSite({ staleMs: 60_000 })
    site.advance(120_000)
    const here = await runAt(site)
    site.advance(120_000)
    expectOnly(await runAt(site, { look: 'b' }), here, 'kv_elsewhere', 'elsewhere_late')
    site.advance(120_000)
    expectOnly(await runAt(site, { list_read: 'b' }), here, 'kv_list_cursor', 'list_incomplete', [
      'kv_list_field',
      'kv_list_order',
      'kv_list_page',
    ])
    await expectToWork(site)
  })

  test('stale for ten minutes elsewhere: never seen', async () => {
    const site = await startSite({ staleMs: 600_000 })
    site.advance(1_200_000)
    await runAt(site)
    const here = await runAt(site)
    // Nor is how far the work behind the answer came.
    expectOnly(await runAt(site, { look: 'b' }), here, 'kv_elsewhere', 'elsewhere_never', ['wait_until'])
  })

  // Where there is no other way for the site: the rows still say what is wrong, and nothing else.
  const ofWrites = ['kv_own_write', 'kv_empty_value', 'kv_key_alphabet', 'kv_large_value'].concat(
    'kv_elsewhere',
    'wait_until',
    ['kv_list_field', 'kv_list_order', 'kv_list_page', 'kv_list_cursor'],
  )
  test.each([
    { name: 'deletes_ignored', row: 'kv_round_trip', code: 'kv_fails' },
    { name: 'writes_refused', row: 'kv_round_trip', code: 'kv_fails', unknown: ofWrites },
  ] satisfies readonly Case[])('$name: $row becomes $code, no other row', async ({ name, ...one }: Case) => {
    const site = await startSite()
    site.switches.add(name)
    expectOnly(await runAt(site), await free(), one.row, one.code, one.unknown)
  })

  test.each([
    { name: 'no_hmac', row: 'api_hmac', code: 'hmac_absent' },
    { name: 'no_btoa', row: 'api_needed', code: 'api_needed_absent' },
    { name: 'writes_refused', row: 'kv_round_trip', code: 'kv_fails', unknown: ofWrites },
    { name: 'keys_case_folded', row: 'kv_key_alphabet', code: 'key_alphabet_refused' },
    {
      name: 'entries_nameless',
      row: 'kv_list_field',
      code: 'list_field_unknown',
      unknown: ['kv_list_order', 'kv_list_page', 'kv_list_cursor'],
    },
  ] satisfies readonly Case[])('$name: told before anybody can sign in', async ({ name, ...one }: Case) => {
    const site = await startBare()
    // The first run brings the first tick about.
    await runAt(site)
    const before = await runAt(site)
    site.switches.add(name)
    expectOnly(await runAt(site), before, one.row, one.code, one.unknown)
  })

  test('a checker that does not take the key', async () => {
    const site = await startSite({
      env: { EDGEONE_CHECK_API_KEY: 'one key of the checker' },
      nodeEnv: { API_KEY: 'another key of the checker' },
    })
    expectOnly(await runAt(site), await free(), 'own_host', 'own_host_key', ofChecker)
    await expectToWork(site)
  })

  test('another address than the one in use', async () => {
    const site = await startSite({ env: { PUBLIC_ORIGIN: 'https://other.example' } })
    expectOnly(await runAt(site), await free(), 'public_origin', 'origin_differs')
  })

  test('cpu_limit_50ms with PASSWORD_HASH=pbkdf2: the hash fits, people sign in', async () => {
    const site = await startSite({ countsLoops: true, env: { PASSWORD_HASH: 'pbkdf2' } })
    await runAt(site)
    site.switches.add('cpu_limit_50ms')
    const { rows } = await runAt(site)
    expect(rows.get('cpu_password')?.code).toMatch(/^(?:password_quick|pbkdf2_slow)$/)
    await expectToWork(site)
    site.switches.add('no_pbkdf2')
    expect((await runAt(site)).rows.get('cpu_password')?.code).toBe('pbkdf2_cut')
  })

  test('no_own_host with EDGEONE_CHECK_API: another checker answers', async () => {
    const checker = new NodeHost({
      bundle: artifactsValue.nodeBundle,
      env: { NODE_OPTIONS: `--import=${outsideWorld}` },
      onLine: () => {},
    })
    await checker.start()
    const site = await startSite({
      env: { EDGEONE_CHECK_API: `http://127.0.0.1:${await checker.port}/probe` },
    })
    site.switches.add('no_own_host')
    const { rows } = await runAt(site)
    expect([rows.get('own_host')?.code, rows.get('node_tcp')?.code]).toEqual([
      'own_host_remote',
      'node_tcp_out',
    ])
    await checker.stop()
    expect((await runAt(site)).rows.get('own_host')?.code).toBe('own_host_remote_fails')
  })
})
