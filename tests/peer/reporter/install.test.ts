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

describe('over one that works', () => {
  const config = 'home/.easytier-reporter/config'
  const installed = async (): Promise<{ before: string[]; kept: string[] }> => {
    as('owner')
    machine.write('tab', '')
    machine.program(
      'crontab',
      `cd '${machine.dir}'; case $1 in -l) cat tab ;; -) cat >tab.new; mv tab.new tab ;; -r) rm tab ;; esac`,
    )
    expect((await piped()).code).toBe(0)
    return { before: machine.tree(), kept: kept() }
  }
  /** All that a reporter goes on with. */
  const kept = (): string[] =>
    [
      config,
      'home/.easytier-reporter/reporter.sh',
      'home/.easytier-reporter/state',
      'home/.easytier-reporter/last',
      'tab',
    ].map(file)
  const unchanged = /nothing was changed: the reporter here goes on with its settings of before/

  it.each([
    ['a wrong token', { status: 403, body: '{"code":"report_token_invalid"}' }, 'wrong token (403)'],
    [
      'an address that has moved',
      { status: 301, body: '', headers: { location: 'https://a.example/' } },
      'sent elsewhere (301)',
    ],
    ['a list that is not there', { status: 404, body: '<html>' }, 'no node list at this address (404)'],
    ['a server in trouble', { status: 503, body: '' }, 'trouble at the server (503'],
    ['a sign-in page', { status: 200, body: '<html>' }, 'not the node list answered'],
  ])('%s changes nothing, and says so', async (_, answer, said) => {
    const { before, kept: old } = await installed()
    server.answer = () => answer
    const { code, text } = await machine.run(['install'], dash, { ET_COUNT: 'tx', ET_IFACE: 'lo' })
    expect(text).toContain(said)
    expect(text).toMatch(unchanged)
    expect(code).toBe(1)
    expect(machine.tree()).toEqual(before)
    expect(kept()).toEqual(old)
  })

  it('a name that is mistyped changes nothing, nor does a word that means nothing', async () => {
    const { before, kept: old } = await installed()
    const typo = await machine.run(['install'], dash, { ET_SERVER: 'https://nodes.invalid' })
    expect(typo.text).toContain('DNS: name not found')
    expect(typo.text).toMatch(unchanged)
    const word = await machine.run(['install'], dash, { ET_COUNT: 'TX' })
    expect(word.text).toContain("ET_COUNT cannot be 'TX'; allowed: both tx rx max")
    expect(machine.tree()).toEqual(before)
    expect(kept()).toEqual(old)
  })

  it('new settings that are accepted count without a gap', async () => {
    await installed()
    machine.counters({ lo: [5, 5], eth0: [1_500_000_100, 2_500_000_223] })
    machine.uptime(5100)
    expect((await machine.run(['install'], dash, { ET_INTERVAL: '600' })).code).toBe(0)
    expect(file(config)).toContain("ET_INTERVAL='600'")
    expect(server.reports).toHaveLength(2)
    expect(server.reports[1]).toMatchObject({
      total_traffic: 2e-7,
      report_interval_s: 600,
      boot_id: server.reports[0]?.['boot_id'],
      install_id: server.reports[0]?.['install_id'],
    })
    machine.counters({ lo: [5, 5], eth0: [1_500_000_101, 2_500_000_223] })
    machine.uptime(5200)
    expect((await machine.run(['once'])).code).toBe(0)
    expect(server.reports[2]).toMatchObject({ total_traffic: 2.01e-7 })
  })

  it('one of 0.1.0 goes on with its count', async () => {
    await installed()
    const boot = 'aaaaaaaa-0000-4000-8000-000000000001'
    machine.write(
      'home/.easytier-reporter/state',
      `v1 old-counter ${boot} 7000000000 4900.00 2\ni lo - 5 5 0\ni eth0 - 1499999000 2500000123 1\n`,
    )
    expect((await machine.run(['install'], dash)).code).toBe(0)
    expect(server.reports[1]).toMatchObject({ total_traffic: 7.000001, boot_id: 'old-counter' })
  })
})

describe('status asks the service manager', () => {
  it('and says that it does not run, in its words and by its code', async () => {
    as('root')
    machine.write('run/systemd/system/x', '')
    noting(
      'systemctl',
      '[ "$2" != is-active ] || { [ -e active ] && echo active || { echo failed; exit 3; }; }',
    )
    machine.write('calls', '')
    expect((await piped()).code).toBe(0)
    const dead = await machine.run(['status'])
    expect(dead.text).toContain(
      "run by: systemd (journalctl -u easytier-reporter), but it does not run: run the console's line again",
    )
    expect(dead.code).toBe(1)
    machine.write('active', '')
    const alive = await machine.run(['status'])
    expect(alive.text).toContain('run by: systemd (journalctl -u easytier-reporter), active\n')
    expect(alive.code).toBe(0)
  })
})

it('is locked in by systemd, but for its own folder', async () => {
  as('root')
  machine.write('run/systemd/system/x', '')
  machine.write('calls', '')
  noting('systemctl')
  // a folder below /tmp is not seen in a private one
  expect((await piped()).code).toBe(0)
  const unit = file('etc/systemd/system/easytier-reporter.service')
  expect(unit.split('\n')).toEqual(
    expect.arrayContaining([
      'NoNewPrivileges=yes',
      'ProtectSystem=strict',
      'ProtectHome=read-only',
      `ReadWritePaths=${machine.dir}/opt/easytier-reporter`,
    ]),
  )
  const { text } = await machine.eval(
    dash,
    `settings any; DIR=/opt/easytier-reporter; unit '${machine.dir}/u' t --system; cat '${machine.dir}/u'`,
  )
  expect(text).toContain('ReadWritePaths=/opt/easytier-reporter\nPrivateTmp=yes\n')
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
