import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReportBody } from '../../../src/contract/report.ts'
import { freePort } from '../../support/free-port.ts'
import { HeldSleep } from '../../support/reporter/held-sleep.ts'
import { until } from '../../support/reporter/list.ts'
import { Machine, script, token } from '../../support/reporter/machine.ts'
import { AnswerServer } from '../../support/reporter/server.ts'
import { programPath, shells } from '../../support/reporter/shells.ts'

const dash = [programPath('dash')]
const tools = [
  ['curl', programPath('curl')],
  ['wget', programPath('wget')],
  ['wget', programPath('busybox')],
] as const

let machine: Machine
let server: AnswerServer
beforeEach(async () => {
  machine = new Machine([])
  server = new AnswerServer()
  machine.env['ET_SERVER'] = await server.start()
  machine.process(77, 'easytier-core', 1000)
})
afterEach(async () => {
  await server.stop()
  machine.remove()
})

function answer(status: number, code: string, headers: Record<string, string> = {}) {
  server.answer = () => ({ status, body: JSON.stringify({ error: '错误\n"x"', code }), headers })
}
function once(env: Record<string, string> = {}) {
  return machine.run(['once'], dash, env)
}

describe.each(tools)('by %s (%s)', (name, target) => {
  beforeEach(() => machine.link(name, target))

  it('sends figures that the contract takes, and no secret on the screen', async () => {
    const { code, text } = await once()
    expect(code).toBe(0)
    expect(text).toContain('accepted; online')
    expect(text).toContain('used 50.7 GB; next in 300s')
    expect(text).not.toContain(token)
    expect(server.reports).toHaveLength(1)
    expect(server.reports[0]).toMatchObject({
      token,
      status: 'online',
      total_traffic: 0,
      uptime_seconds: 4000,
    })
    expect(v.safeParse(ReportBody, server.reports[0]).issues).toBeUndefined()
    expect(machine.tree()).toEqual(['home', 'home/reporter', 'home/reporter/last', 'home/reporter/state'])
  })

  it('is refused for good: says why, and does not try again', async () => {
    for (const status of [400, 403, 404, 413]) {
      answer(status, 'whatever')
      const { code, text } = await once()
      expect([status, code]).toEqual([status, 2])
      expect(text).toContain(String(status))
    }
    expect(server.reports).toHaveLength(4)
  })

  it('tries again under the same report_id when the server is in trouble', async () => {
    const { answer: fine } = server
    server.answer = (report, count) => (count < 3 ? { status: 500, body: '' } : fine(report, count))
    const { code, text } = await once()
    expect(code).toBe(0)
    expect(text).toContain('trouble at the server (500')
    expect(server.reports).toHaveLength(3)
    expect(server.reports[2]).toEqual(server.reports[0])
  })

  it('says what hinders it: name, port, TLS', async () => {
    const plain = new URL(machine.env['ET_SERVER'] ?? '').port
    const port = await freePort()
    for (const [ET_SERVER, said] of [
      ['https://nodes.invalid', 'DNS: name not found'],
      [`http://127.0.0.1:${port}`, 'connection refused'],
      [`https://127.0.0.1:${plain}`, 'TLS'],
    ] as const) {
      const { code, text } = await machine.run(['test'], dash, { ET_SERVER })
      expect(text).toContain(said)
      expect(code).toBe(1)
    }
  })

  it('only looks with `test`: nothing reported, nothing kept, no token shown', async () => {
    const { code, text } = await machine.run(['test'], dash)
    expect(text).toContain('reachable, not encrypted')
    expect(text).toContain('interfaces: eth0 rx 1500000000 tx 2500000123')
    expect(text).toContain('"status":"online","total_traffic":')
    expect(text).not.toContain(token)
    expect(code).toBe(0)
    expect(server.reports).toHaveLength(0)
    expect(machine.tree()).toEqual(['home'])
  })
})

describe('words for answers', () => {
  beforeEach(() => machine.link('curl', programPath('curl')))

  it.each([
    [403, 'report_token_invalid', 'wrong token (403): make a new one'],
    [403, 'node_expired', 'the node has expired (403): extend it'],
    [404, 'node_not_found', 'no such node (404)'],
    [404, 'not_found', 'no node list at this address (404)'],
    [400, 'invalid_field', 'report refused (400 invalid_field, 错误'],
    [301, '', 'sent elsewhere (301): correct ET_SERVER'],
  ])('%i %s', async (status, code, said) => {
    answer(status, code)
    expect((await once()).text).toContain(said)
  })

  it('429 waits as long as it is told', async () => {
    const { answer: fine } = server
    server.answer = (report, count) =>
      count === 1
        ? { status: 429, body: '{"code":"rate_limited"}', headers: { 'retry-after': '17' } }
        : fine(report, count)
    const { code, text } = await once()
    expect(code).toBe(0)
    expect(text).toContain('too many requests (429): waits 17 s')
    expect(new HeldSleep(machine).slept()).toContain(17)
  })

  it('a sign-in page is no list', async () => {
    server.answer = () => ({ status: 200, body: '<html>Welcome</html>' })
    expect((await once()).text).toContain('not the node list answered')
  })

  it.each([
    ['curl: (60) SSL certificate problem: unable to get local issuer certificate', 60, 'ca-bundle'],
    ['curl: (77) error setting certificate file: /etc/ssl/certs/ca-certificates.crt', 77, 'ca-bundle'],
    ['curl: (60) SSL certificate problem: certificate is not yet valid', 60, 'set the clock'],
    ['curl: (60) SSL certificate problem: certificate has expired', 60, 'set the clock'],
    ['curl: (28) Operation timed out after 15000 milliseconds', 28, 'timeout'],
    ['curl: (5) Could not resolve proxy: p', 5, 'https_proxy'],
    ['curl: (56) CONNECT tunnel failed, response 407', 56, 'https_proxy'],
    ['curl: (1) Protocol "https" not supported', 1, 'install curl'],
    ['curl: (7) Failed to connect to ::1 port 1: Network is unreachable', 7, 'firewall'],
  ])('%s', async (line, rc, said) => {
    machine.program('curl', `echo '${line}' >&2; exit ${rc}`)
    const { code, text } = await machine.run(['test'], dash)
    expect(text).toContain(said)
    expect(code).toBe(1)
  })

  it('has curl look certificates up by hash where it can, and read the bundle where that fails', async () => {
    machine.write('etc/ssl/certs/0123abcd.0', '')
    machine.write('tmp/calls', '')
    machine.program(
      'curl',
      `echo "$*" >>'${machine.dir}/tmp/calls'\ncase $* in *--capath*) exit 77 ;; esac\nprintf 'HTTP/1.1 200 OK\\n\\n{}\\n'`,
    )
    expect((await machine.run(['test'], dash)).text).toContain('reachable')
    const calls = readFileSync(path.join(machine.dir, 'tmp/calls'), 'utf8').trim().split('\n')
    expect(calls.map((call) => call.includes(`--capath ${machine.dir}/etc/ssl/certs`))).toEqual([true, false])
  })

  it('says so when there is neither curl nor wget', async () => {
    rmSync(path.join(machine.dir, 'bin/curl'))
    expect((await once()).text).toContain('no curl, no wget: install curl')
  })
})

describe('running', () => {
  let sleep: HeldSleep
  beforeEach(() => {
    machine.link('curl', programPath('curl'))
    sleep = new HeldSleep(machine)
  })

  it('follows the interval that the server tells, within bounds, and its own when set', async () => {
    for (const [told, env, min, max] of [
      [300, {}, 270, 330],
      [5, { ET_INTERVAL: '400' }, 360, 440],
      [99_999, {}, 3240, 3960],
    ] as const) {
      server.answer = () => ({
        status: 200,
        body: `{ "used_traffic" : 1.5 , "next_report_seconds" : ${told} }`,
      })
      const running = machine.start([script, 'run'], dash, { ...env, ET_DIR: `${machine.dir}/home/${told}` })
      const seconds = await sleep.begun()
      expect(seconds).toBeGreaterThanOrEqual(min)
      expect(seconds).toBeLessThanOrEqual(max)
      running.signal('SIGTERM')
      expect((await running.ended).code).toBe(0)
      expect(server.reports.at(-1)).toMatchObject({ status: 'offline', total_traffic: 0 })
    }
  })

  // `sleep` is part of ksh93 and cannot be held
  const ends = shells
    .filter(({ name }) => name !== 'ksh93')
    .map(({ name, command }) => ({ name, command, signal: 'SIGTERM' as const }))
  it.each([
    ...ends,
    { name: 'dash', command: dash, signal: 'SIGINT' as const },
    { name: 'dash', command: dash, signal: 'SIGHUP' as const },
  ])('says goodbye at once on $signal in $name, but not when it is upgraded', async ({ command, signal }) => {
    const running = machine.start([script, 'run'], command)
    await sleep.begun()
    running.signal(signal)
    expect((await running.ended).code).toBe(0)
    expect(server.reports.map(({ status }) => status)).toEqual(['online', 'offline'])
    const status = await machine.run(['status'])
    expect(status.text).toContain('stopped: accepted')

    const next = machine.start([script, 'run'], command)
    await sleep.begun()
    machine.write('home/reporter/upgrading', '')
    next.signal(signal)
    expect((await next.ended).code).toBe(0)
    expect(server.reports.map(({ status: said }) => said)).toEqual(['online', 'offline', 'online'])
  })

  it('keeps the body in a private file for wget, which a signal does not leave behind', async () => {
    const kept = path.join(machine.dir, 'kept')
    machine.program(
      'wget',
      `case $1 in --help) echo '--header --post-file -S '; exit;; esac; for a; do case $a in --post-file=*) stat -c %a "\${a#*=}" >'${kept}'; esac; echo "$a" >>'${kept}.args'; done; exec cat '${machine.dir}/tmp/fifo'`,
    )
    machine.link('stat', programPath('stat'))
    rmSync(path.join(machine.dir, 'bin/curl'))
    const running = machine.start([script, 'run'])
    await until(() => existsSync(kept) && readFileSync(kept, 'utf8') === '600\n')
    running.signal('SIGTERM')
    await sleep.end()
    await until(() => readFileSync(`${kept}.args`, 'utf8').split('--post-file').length > 2)
    await sleep.end()
    await running.ended
    expect(readFileSync(`${kept}.args`, 'utf8')).not.toContain(token)
    expect(
      readdirSync(path.join(machine.dir, 'home/reporter')).filter((name) => name.startsWith('body')),
    ).toEqual([])
  })
})
