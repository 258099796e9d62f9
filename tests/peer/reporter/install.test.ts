import { existsSync, rmSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Machine, script, token } from '../../support/reporter/machine.ts'
import { AnswerServer } from '../../support/reporter/server.ts'
import { programPath } from '../../support/reporter/shells.ts'

const dash = [programPath('dash')]
const refused = { status: 403, body: '{"error":"Token验证失败","code":"report_token_invalid"}' }

let machine: Machine
let server: AnswerServer
beforeEach(async () => {
  machine = new Machine(['curl'])
  server = new AnswerServer()
  machine.env['ET_SERVER'] = await server.start()
  delete machine.env['ET_DIR']
  machine.write('etc/hosts', '')
})
afterEach(async () => {
  await server.stop()
  machine.remove()
})

function file(name: string): string {
  return readFileSync(path.join(machine.dir, name), 'utf8')
}
function calls(): string {
  return file('calls').trim()
}
/** A program that notes what it was called with. */
function noting(name: string, more = ''): void {
  machine.program(name, `echo "${name} $*" >>'${machine.dir}/calls'\n${more}`)
}
function piped() {
  return machine.start([], dash, {}, readFileSync(script, 'utf8')).ended
}
function noSecret(...names: readonly string[]): void {
  for (const name of names) expect(file(name)).not.toContain(token)
}
function as(user: 'root' | 'owner'): void {
  machine.user(user === 'root' ? 0 : 1000)
}

const managers = [
  {
    name: 'systemd',
    user: 'root' as const,
    make: (): void => {
      machine.write('run/systemd/system/x', '')
      machine.write('etc/systemd/system/other.service', '')
      noting('systemctl')
    },
    unit: 'etc/systemd/system/easytier-reporter.service',
    started: /systemctl --system daemon-reload\nsystemctl --system enable --now easytier-reporter/,
    stopped: /systemctl --system disable --now easytier-reporter/,
  },
  {
    name: 'procd',
    user: 'root' as const,
    make: (): void => {
      machine.write('etc/rc.common', `echo "init $2" >>'${machine.dir}/calls'\n`)
      machine.write('etc/init.d/other', '')
      // the kernel would hand the file to /etc/rc.common of the real root
      machine.program(
        'chmod',
        `[ "$1" != 755 ] || sed -i '1s|.*|#!/bin/sh ${machine.dir}/etc/rc.common|' "$2"; /bin/chmod "$@"`,
      )
    },
    unit: 'etc/init.d/easytier-reporter',
    started: /init enable\ninit restart/,
    stopped: /init stop\ninit disable/,
  },
  {
    name: 'OpenRC',
    user: 'root' as const,
    make: (): void => {
      machine.write('etc/init.d/other', '')
      noting('rc-service')
      noting('rc-update')
    },
    unit: 'etc/init.d/easytier-reporter',
    started: /rc-update add easytier-reporter default\nrc-service easytier-reporter restart/,
    stopped: /rc-update del easytier-reporter default/,
  },
  {
    name: 'systemd --user',
    user: 'owner' as const,
    make: (): void => {
      machine.write('home/.config/systemd/user/other.service', '')
      noting('systemctl')
      noting('loginctl', 'echo Linger=yes')
    },
    unit: 'home/.config/systemd/user/easytier-reporter.service',
    started: /systemctl --user enable --now easytier-reporter/,
    stopped: /systemctl --user disable --now easytier-reporter/,
  },
]

describe.each(managers)('$name', ({ user, make, unit, started, stopped }) => {
  it('starts it, upgrades in place and leaves no file', async () => {
    as(user)
    make()
    machine.write('calls', '')
    const home = user === 'root' ? 'opt/easytier-reporter' : 'home/.easytier-reporter'
    if (user === 'root') machine.write('opt/other', '')
    const before = machine.tree()
    const first = await piped()
    expect(first.text).toContain('accepted')
    expect(first.code).toBe(0)
    expect(calls()).toMatch(started)
    expect(file(unit)).toContain(`${machine.dir}/${home}/reporter.sh run`)
    expect(statSync(path.join(machine.dir, home, 'config')).mode & 0o777).toBe(0o600)
    expect(statSync(path.join(machine.dir, home)).mode & 0o777).toBe(0o700)
    expect(existsSync(path.join(machine.dir, home, 'upgrading'))).toBe(false)
    noSecret(unit, 'calls', `${home}/state`, `${home}/last`)
    expect(first.text).not.toContain(token)

    // again, with one setting more: the others stay
    machine.write('calls', '')
    const bare = { ET_TOKEN: '', ET_SERVER: '', ET_COUNT: 'tx' }
    expect((await machine.run(['install'], dash, bare)).code).toBe(0)
    expect(calls()).toMatch(stopped)
    expect(calls()).toMatch(started)
    expect(file(`${home}/config`).trim().split('\n')).toEqual([
      `ET_SERVER='${machine.env['ET_SERVER']}'`,
      `ET_TOKEN='${token}'`,
      "ET_COUNT='tx'",
    ])
    expect(server.reports).toHaveLength(2)
    const status = await machine.run(['status'], dash, bare)
    expect(status.text).toMatch(/last report: 0 min ago: accepted.*\nnext report: in about 5 min/)
    expect(status.code).toBe(0)

    machine.write('calls', '')
    const gone = await machine.start([path.join(machine.dir, home, 'reporter.sh'), 'uninstall'], dash, bare)
      .ended
    expect(gone.code).toBe(0)
    expect(calls()).toMatch(stopped)
    expect(machine.tree()).toEqual(before)
  })
})

describe('cron', () => {
  beforeEach(() => {
    as('owner')
    machine.write('tab', '17 3 * * * backup # mine\n')
    machine.program(
      'crontab',
      `cd '${machine.dir}'; case $1 in -l) cat tab || { echo 'no crontab for you' >&2; exit 1; } ;; -) cat >tab.new; mv tab.new tab ;; -r) rm tab ;; esac`,
    )
  })

  it('takes two lines, sees whether it is due, and gives them back', async () => {
    const before = machine.tree()
    const { text, code } = await piped()
    expect(code).toBe(0)
    expect(text).toContain('run by cron, every 5 minutes; start a cron daemon (crond)')
    const lines = file('tab').trim().split('\n')
    expect(lines.map((line) => line.split(' /bin/sh ')[0])).toEqual([
      '17 3 * * * backup # mine',
      '*/5 * * * *',
      '@reboot',
    ])
    noSecret('tab')
    const cron = async (at: number): Promise<number> => {
      machine.uptime(at)
      expect((await machine.run(['cron'], dash, { ET_TOKEN: '' })).code).toBe(0)
      return server.reports.length
    }
    expect([await cron(5010), await cron(5300), await cron(5310), await cron(5600)]).toEqual([1, 2, 2, 3])
    machine.process(9, 'crond', 1)
    expect((await piped()).text).toMatch(/every 5 minutes\n/)
    expect(file('tab').trim().split('\n')).toHaveLength(3)
    expect((await machine.run(['uninstall'])).code).toBe(0)
    expect(file('tab')).toBe('17 3 * * * backup # mine\n')
    expect(machine.tree()).toEqual(before)
  })

  it('leaves a table alone that cannot be read', async () => {
    await piped()
    const before = file('tab')
    machine.program(
      'crontab',
      `cd '${machine.dir}'; case $1 in -l) echo 'crontab: you may not' >&2; exit 1 ;; -) cat >tab ;; -r) rm tab ;; esac`,
    )
    expect((await piped()).text).toContain('nothing here: keep this running')
    await machine.run(['uninstall'])
    expect(file('tab')).toBe(before)
  })

  it('begins a table where there is none', async () => {
    rmSync(path.join(machine.dir, 'tab'))
    expect((await piped()).code).toBe(0)
    expect(file('tab').trim().split('\n')).toHaveLength(2)
  })

  it('leaves no empty table behind', async () => {
    machine.write('tab', '')
    await piped()
    await machine.run(['uninstall'])
    expect(existsSync(path.join(machine.dir, 'tab'))).toBe(false)
  })
})

describe('what goes wrong', () => {
  it('a refused token starts nothing and leaves nothing', async () => {
    as('owner')
    const before = machine.tree()
    server.answer = () => refused
    const { text, code } = await piped()
    expect(code).toBe(1)
    expect(text).toMatch(/wrong token \(403\).*\n.*nothing was started/)
    expect(machine.tree()).toEqual(before)
  })

  it('a server in trouble does not keep it from being installed', async () => {
    as('owner')
    server.answer = () => ({ status: 503, body: '' })
    const { text, code } = await piped()
    expect(code).toBe(1)
    expect(text).toContain('trouble at the server (503 )')
    expect(text).toContain('it goes on trying')
    expect(existsSync(path.join(machine.dir, 'home/.easytier-reporter/config'))).toBe(true)
    // the mark that keeps a stopping reporter silent while it is upgraded
    expect(existsSync(path.join(machine.dir, 'home/.easytier-reporter/upgrading'))).toBe(false)
  })

  it('a place that cannot be written, and something else than the script, are named', async () => {
    const closed = await machine.run(['install'], dash, { ET_DIR: '/proc/none' })
    expect(closed.text).toContain('cannot write /proc/none (full or read-only file system?): set ET_DIR')
    const text = readFileSync(script, 'utf8')
    const elsewhere = { ET_SERVER: `${machine.env['ET_SERVER']}/elsewhere`, ET_DIR: `${machine.dir}/home/r` }
    server.answer = () => ({ status: 404, body: '<html>not here' })
    const wrong = await machine.start([], dash, elsewhere, text).ended
    expect(wrong.text).toContain('no node list at this address (404): correct ET_SERVER')
    expect(existsSync(path.join(machine.dir, 'home/r'))).toBe(false)
  })
})

it('keeps hostile settings as text, in the file and after', async () => {
  as('owner')
  const odd = `e'"$(touch PWNED)\`touch PWNED\`;'x`
  const before = machine.tree()
  expect((await machine.start([], dash, { ET_IFACE: odd }, readFileSync(script, 'utf8')).ended).code).toBe(0)
  const bare = { ET_TOKEN: '', ET_SERVER: '' }
  const { text } = await machine.eval(
    dash,
    'load_config; printf "%s\\n" "$ET_IFACE"; [ -z "${PATH_TOO:-}" ]',
    { ...bare, ET_DIR: `${machine.dir}/home/.easytier-reporter` },
  )
  expect(text.trim()).toBe(odd)
  expect(existsSync(path.join(machine.dir, 'PWNED'))).toBe(false)
  await machine.run(['uninstall'], dash, bare)
  expect(machine.tree()).toEqual(before)
})

it('reads a file that people wrote: quotes or none, comments, only known names', async () => {
  machine.write(
    'r/config',
    `# mine\nPATH=/nowhere\nET_IFACE="a b"\nET_COUNT=tx\nET_PORT='1'\nEVIL$(id)=1\nno line`,
  )
  const { text } = await machine.eval(dash, 'settings any; echo "$ET_IFACE|$ET_COUNT|$ET_PORT|$PATH"', {
    ET_DIR: `${machine.dir}/r`,
    ET_COUNT: 'rx',
  })
  expect(text.trim()).toBe(`a b|rx|1|${machine.env['PATH']}`)
})

it('refuses tokens and addresses that are none', async () => {
  const said = async (env: Record<string, string>): Promise<string> =>
    (await machine.run(['once'], dash, { ET_DIR: `${machine.dir}/home/r`, ...env })).text
  expect(await said({ ET_TOKEN: '' })).toContain('set ET_TOKEN')
  expect(await said({ ET_TOKEN: 'a","status":"x' })).toContain('ET_TOKEN has a wrong character')
  expect(await said({ ET_TOKEN: `${token}\n$(id)` })).toContain('ET_TOKEN has a line break')
  expect(await said({ ET_SERVER: 'nodes.example.org' })).toContain('must begin with http')
  expect(await said({ ET_TOKEN: `\n ${token}\t` })).toContain('accepted')
  expect(server.reports).toHaveLength(1)
  expect(server.reports[0]).toMatchObject({ token })
})
