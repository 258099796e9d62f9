import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeldSleep } from '../../support/reporter/held-sleep.ts'
import { Machine, script, token } from '../../support/reporter/machine.ts'
import { AnswerServer } from '../../support/reporter/server.ts'
import { programPath, shells } from '../../support/reporter/shells.ts'

const dash = [programPath('dash')]
const text = readFileSync(script, 'utf8')

let machine: Machine
let server: AnswerServer
let folder = ''
beforeEach(async () => {
  machine = new Machine(['curl'])
  machine.user(0)
  machine.process(77, 'easytier-core', 1000)
  server = new AnswerServer()
  machine.env['ET_SERVER'] = await server.start()
  folder = machine.env['ET_DIR'] ?? ''
})
afterEach(async () => {
  await server.stop()
  machine.remove()
})

function piped() {
  return machine.start([], dash, {}, text).ended
}
function kept(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8')
}

describe('its folder', () => {
  beforeEach(() => mkdirSync(folder, { mode: 0o700 }))

  it.each([0o770, 0o707, 0o1777])('is not used where others may write (%o)', async (mode) => {
    chmodSync(folder, mode)
    for (const args of [[], ['once'], ['status'], ['test'], ['uninstall']]) {
      const { code, text: said } = await machine.run(args)
      expect(said).toContain(`${folder} is not yours alone: chown, chmod 700 or set ET_DIR`)
      expect(code).toBe(1)
    }
    expect(server.reports).toHaveLength(0)
  })

  it('is not used where it belongs to somebody else, whoever that is, nor by a link to it', async () => {
    machine.program('id', 'echo 4242')
    expect((await machine.run(['once'])).text).toContain('is not yours alone')
    machine.user(0)
    symlinkSync('/tmp', path.join(machine.dir, 'home/link'))
    const linked = await machine.run(['once'], dash, { ET_DIR: path.join(machine.dir, 'home/link') })
    expect(linked.text).toContain('is not yours alone')
    expect(server.reports).toHaveLength(0)
  })

  it('may be readable by others, of which nothing in it is', async () => {
    chmodSync(folder, 0o755)
    expect((await piped()).code).toBe(0)
    expect(lstatSync(path.join(folder, 'config')).mode & 0o777).toBe(0o600)
  })
})

describe('the file of settings', () => {
  it('of an editor that ends lines with CR LF is read as it is meant', async () => {
    machine.write(
      'home/reporter/config',
      `ET_SERVER="${machine.env['ET_SERVER']}"\r\nET_TOKEN='${token}'\r\nET_IFACE= eth0 \r\n`,
    )
    chmodSync(folder, 0o700)
    const { code, text: said } = await machine.run(['once'], dash, { ET_SERVER: '', ET_TOKEN: '' })
    expect(said).toContain('accepted')
    expect(code).toBe(0)
    expect(server.reports[0]).toMatchObject({ token, total_traffic: 0 })
  })

  it('stays whole when the disk is full', async () => {
    expect((await piped()).code).toBe(0)
    const before = kept('config')
    symlinkSync('/dev/full', path.join(folder, 'config.new'))
    const { code, text: said } = await machine.run(['install'], dash, { ET_COUNT: 'tx' })
    expect(said).toContain('cannot write')
    expect(code).toBe(1)
    expect(kept('config')).toBe(before)
    expect(kept('reporter.sh')).toBe(text)
  })
})

it.each(['/', '///'])('an address may end in %s', async (end) => {
  const { text: said } = await machine.run(['once'], dash, { ET_SERVER: `${machine.env['ET_SERVER']}${end}` })
  expect(said).toContain('accepted')
})

it('keeps the proxy that HTTPS_PROXY named when it was installed', async () => {
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1' }
  expect((await machine.start([], dash, env, text).ended).code).toBe(0)
  expect(kept('config')).toContain("https_proxy='http://127.0.0.1:1'\n")
})

it('takes no file for itself that happens to be called like the shell', async () => {
  machine.write('sh', 'touch PWNED\nmain "$@"\n')
  const { code } = await machine.start(['-s'], [programPath('dash')], {}, text).ended
  expect(code).toBe(0)
  const named = await machine.start(['-c', text, 'sh'], dash).ended
  expect(named.code).toBe(0)
  expect(kept('reporter.sh')).toBe(text)
})

describe('answers', () => {
  const said = async (): Promise<string> => (await machine.run(['once'])).text

  it('that lead elsewhere name the address as the trouble', async () => {
    server.answer = () => ({ status: 308, body: '', headers: { location: 'https://a.example/' } })
    expect(await said()).toContain('sent elsewhere (308): correct ET_SERVER (https?)')
  })

  it('without end are read only as far as an answer of the list can be', async () => {
    machine.link('wc', programPath('wc'))
    server.answer = () => ({ status: 200, body: `{"used_traffic":1,"x":"${'x'.repeat(8_000_000)}"}` })
    const { text: all } = await machine.eval(dash, `settings any; send / '' 60; judge; echo "$CODE $ADVICE"`)
    expect(all).toContain('200 accepted')
    const looked = await machine.eval(dash, `settings any; read_answer() { wc -c >&2; }; send / '' 60`)
    expect(Number(looked.text)).toBeLessThan(11_000)
  })

  it('cannot write to the screen but text', async () => {
    server.answer = () => ({ status: 200, body: '{"used_traffic":"\u001b[2J\u0007\t9"}' })
    const all = await said()
    expect(all).toContain('used [2J  9 GB')
    server.answer = () => ({ status: 400, body: '{"error":"\u001b[2J\u007f"}' })
    expect(await said()).toContain(', [2J)')
  })

  it.each(['0099', '-1', '1e9', 'x', '99999', ''])(
    'with Retry-After: %s are no reason to end',
    async (wait) => {
      server.answer = () => ({
        status: 429,
        body: '{"code":"rate_limited"}',
        headers: { 'retry-after': wait },
      })
      const { code, text: all } = await machine.run(['once'])
      expect(code).toBe(1)
      expect(all).toContain('too many requests (429)')
      expect(all).not.toMatch(/arithmetic|illegal|syntax/i)
    },
  )

  it.each(['0', '-1', '1e9', '"x"', '"1\\u0000"', '00300', '[]', 'null'])(
    'with next_report_seconds %s leave an interval between a minute and an hour',
    async (next) => {
      server.answer = () => ({ status: 200, body: `{"used_traffic":1,"next_report_seconds":${next}}` })
      const all = await said()
      const seconds = Number(/next in (\d+)s/.exec(all)?.[1])
      expect(seconds).toBeGreaterThanOrEqual(60)
      expect(seconds).toBeLessThanOrEqual(3600)
    },
  )
})

describe.each(shells)('in $name', ({ command }) => {
  it('goes on when the core ends while it is looked at', async () => {
    machine.write('proc/77/stat', '')
    const { code, text: all } = await machine.run(['once'], command)
    expect(all).toContain('accepted')
    expect(code).toBe(0)
    expect(server.reports[0]).not.toHaveProperty('uptime_seconds')
  })
})

describe('leaving', () => {
  const statuses = () => server.reports.map(({ status }) => status)
  const uninstall = () => machine.run(['uninstall'], dash, { ET_SERVER: '', ET_TOKEN: '' })

  it('says goodbye where only cron reported, and once', async () => {
    machine.user(1000)
    machine.program(
      'crontab',
      `cd '${machine.dir}'; case $1 in -l) cat tab || { echo 'no crontab for you' >&2; exit 1; } ;; -) cat >tab.new; mv tab.new tab ;; -r) rm tab ;; esac`,
    )
    expect((await piped()).text).toContain('run by cron')
    expect((await uninstall()).code).toBe(0)
    expect(statuses()).toEqual(['online', 'offline'])
    expect(existsSync(folder)).toBe(false)
    expect((await machine.run(['uninstall'])).code).toBe(0)
    expect(statuses()).toHaveLength(2)
  })

  it('leaves no file where the goodbye cannot be sent', async () => {
    expect((await piped()).code).toBe(0)
    rmSync(path.join(machine.dir, 'bin/curl'))
    expect((await uninstall()).text).toContain('removed')
    expect(existsSync(folder)).toBe(false)
  })

  it('ends no other program that has the number of a reporter of before the reboot', async () => {
    expect((await piped()).code).toBe(0)
    execFileSync(programPath('mkfifo'), [path.join(machine.dir, 'tmp/fifo')])
    const other = machine.start(['-c', `read -r x <'${machine.dir}/tmp/fifo'`, 'caddy', 'run'])
    machine.write('home/reporter/pid', `${other.pid}\n`)
    expect((await machine.run(['status'])).text).not.toContain(`process ${other.pid}`)
    expect((await uninstall()).code).toBe(0)
    other.signal('SIGUSR1')
    // by our signal, not by the one of the script
    expect(await other.ended).toEqual({ code: null, text: '' })
    expect(other.endedBy()).toBe('SIGUSR1')
  })
})

it('says that nothing runs it when the table of cron refuses', async () => {
  machine.user(1000)
  machine.program('crontab', 'echo "not allowed" >&2; exit 1')
  const { code, text: said } = await piped()
  expect(said).toContain(`run by nothing here: keep this running: sh ${folder}/reporter.sh run`)
  expect(code).toBe(0)
  expect((await machine.run(['status'])).text).toContain('run by: nothing here')
})

it('drops the bodies that a kill left behind', async () => {
  const sleep = new HeldSleep(machine)
  machine.write('home/reporter/body.4242', `{"token":"${token}"}`)
  chmodSync(folder, 0o700)
  const running = machine.start([script, 'run'])
  await sleep.begun()
  expect(existsSync(path.join(folder, 'body.4242'))).toBe(false)
  running.signal('SIGTERM')
  await running.ended
})
