import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { Machine } from '../../support/reporter/machine.ts'
import { awks, programPath } from '../../support/reporter/shells.ts'

const dash = [programPath('dash')]
function recorded(file: string): string {
  return readFileSync(path.join(repositoryRoot, 'tests/fixtures/easytier/cli', file), 'utf8')
}

let machine: Machine
beforeEach(() => {
  machine = new Machine()
  machine.link('readlink', programPath('readlink'))
  machine.uptime(5000)
  machine.network('self', 1)
})
afterEach(() => machine.remove())

/** easytier-cli that answers by the words behind it, and by the address that it is asked at. */
function cli(answers: Readonly<Record<string, string>>): void {
  const cases = Object.entries(answers).map(([args, text], i) => {
    machine.write(`tmp/answer${i}`, text)
    return `'${args}') exec cat '${machine.dir}/tmp/answer${i}' ;;`
  })
  machine.program('easytier-cli', `case "$*" in ${cases.join('\n')} esac\nexit 1`)
}
async function look(env: Record<string, string> = {}): Promise<string> {
  const said = await machine.eval(
    dash,
    'settings any; now; look; echo "$STATUS|$PID|$COUNT|$VERSION|$AGE|$WHY|$WARN|$FOUND"',
    env,
  )
  return said.text.trim()
}
type Listener = { readonly port: number; readonly inode: number; readonly local?: string }
function listeners(all: readonly Listener[], pid?: number): void {
  const lines = all.map(({ port, inode, local = '00000000' }, i) => {
    const hex = port.toString(16).toUpperCase().padStart(4, '0')
    return `   ${i}: ${local}:${hex} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0\n`
  })
  machine.write(pid === undefined ? 'proc/net/tcp' : `proc/${pid}/net/tcp`, `  sl  local\n${lines.join('')}`)
}
type Core = {
  readonly exe?: string
  readonly words?: string
  readonly network?: number
  readonly inodes?: readonly number[]
}
/** A core in the made-up /proc, begun at that second; its files are told where `inodes` are. */
function core(pid: number, startedAt: number, { exe, words, network = 1, inodes }: Core = {}): void {
  machine.process(pid, 'easytier-core', startedAt)
  machine.network(pid, network)
  if (words !== undefined) machine.write(`proc/${pid}/cmdline`, words.replaceAll(' ', '\0'))
  if (exe !== undefined) symlinkSync(exe, path.join(machine.dir, `proc/${pid}/exe`))
  if (inodes === undefined) return
  mkdirSync(path.join(machine.dir, `proc/${pid}/fd`))
  inodes.forEach((inode, i) =>
    symlinkSync(`socket:[${inode}]`, path.join(machine.dir, `proc/${pid}/fd/${i + 3}`)),
  )
}
function answers(portal: string, hostname: string, peers: number): Record<string, string> {
  const all = [
    { hostname, cost: 'Local', version: '2.6.4' },
    ...Array.from({ length: peers }, () => ({ hostname: 'x', cost: 'p2p', version: '1' })),
  ]
  const p = portal === '' ? '' : `-p ${portal} `
  return {
    [`${p}-o json peer`]: JSON.stringify(all, null, 2),
    [`${p}-o json peer list-foreign`]: '{}',
    [`${p}-o json node`]: '{}',
  }
}

describe.each(awks)('what easytier-cli really prints, by $name', ({ program }) => {
  beforeEach(() => machine.link('awk', program))

  it.each([
    ['2.4.5', 4],
    ['2.6.4', 4],
  ])('%s: a member and three guests', async (version, count) => {
    cli({
      '-o json peer': recorded(`${version}/peer.json`),
      '-o json peer list-foreign': recorded(`${version}/peer-list-foreign.json`),
    })
    expect(await look()).toMatch(new RegExp(`^online\\|\\|${count}\\|${version}\\|`))
    machine.program(
      'easytier-cli',
      `[ "$1" != -o ] || exit 2\ncase "$*" in peer) cat '${machine.dir}/tmp/peer' ;; *) cat '${machine.dir}/tmp/foreign' ;; esac`,
    )
    machine.write('tmp/peer', recorded(`${version}/peer.txt`))
    machine.write('tmp/foreign', recorded(`${version}/peer-list-foreign.txt`))
    expect(await look()).toMatch(new RegExp(`^online\\|\\|${count}\\|${version}\\|`))
  })

  it('two instances of one core, which 2.6 puts into an array: their listeners, and nobody there', async () => {
    core(77, 1000)
    cli({
      '-o json peer': recorded('2.6.4-two-instances/peer.json'),
      '-o json peer list-foreign': recorded('2.6.4-two-instances/peer-list-foreign.json'),
      '-o json node': recorded('2.6.4-two-instances/node.json'),
    })
    listeners([{ port: 1, inode: 1 }], 77)
    expect(await look()).toMatch(
      /^offline\|77\|0\|2\.6\.4\|4000\|no listener of easytier-core is open \(ports 21010 21110/,
    )
    listeners([{ port: 21_110, inode: 1 }], 77)
    expect(await look()).toMatch(/^online\|77\|0\|2\.6\.4/)
  })

  it('connections of two instances add up', async () => {
    const wrapped = ['one', 'two'].map((instance_name) => ({
      instance_id: instance_name,
      instance_name,
      result: JSON.parse(recorded('2.6.4/peer.json')) as unknown,
    }))
    cli({
      '-o json peer': JSON.stringify(wrapped, null, 2),
      '-o json peer list-foreign': recorded('2.6.4-two-instances/peer-list-foreign.json'),
    })
    expect(await look()).toMatch(/^online\|\|2\|2\.6\.4/)
  })

  it('listeners on 127.0.0.1 alone: online, with a warning', async () => {
    core(77, 1000)
    for (const [local, isLocal] of [
      ['0100007F', true],
      ['00000000', false],
      ['0100000A', false],
    ] as const) {
      listeners([{ port: 11_010, inode: 1, local }], 77)
      const said = await look({ ET_PORT: '11010' })
      expect(said).toMatch(/^online/)
      expect(said.includes('listens on 127.0.0.1 only')).toBe(isLocal)
    }
    // one that is open to all is enough, whichever is told first
    listeners([{ port: 11_010, inode: 1 }], 77)
    machine.write('proc/77/net/udp', '  sl\n 0: 0100007F:2B02 0:0 07 0:0 0:0 0 0 0 9\n')
    expect(await look({ ET_PORT: '11010' })).not.toContain('127.0.0.1 only')
    machine.write('proc/77/net/udp', '')
    listeners([], 77)
    for (const [local, isLocal] of [
      ['00000000000000000000000001000000', true],
      ['0000000000000000FFFF00000100007F', true],
      ['00000000000000000000000000000000', false],
      ['000080FE00000000FF005450B6F55DFE', false],
    ] as const) {
      machine.write('proc/77/net/tcp6', `  sl\n 0: ${local}:2B02 0:0 0A 0:0 0:0 0 0 0 9\n`)
      expect((await look({ ET_PORT: '11010' })).includes('listens on 127.0.0.1 only')).toBe(isLocal)
    }
  })
})

describe('of several cores the named one is judged', () => {
  const two = (): void => {
    core(77, 1000, {
      exe: '/opt/a/easytier-core',
      words: '/opt/a/easytier-core --rpc-portal 127.0.0.1:15888',
      inodes: [1, 2],
    })
    core(88, 4000, {
      exe: '/opt/b/easytier-core',
      words: '/opt/b/easytier-core --rpc-portal 127.0.0.1:15999',
      inodes: [3],
    })
    listeners([
      { port: 15_888, inode: 2, local: '0100007F' },
      { port: 15_999, inode: 3, local: '0100007F' },
    ])
    cli({
      ...answers('', 'a', 2),
      ...answers('127.0.0.1:15888', 'a', 2),
      ...answers('127.0.0.1:15999', 'b', 5),
    })
  }
  it('by ET_RPC, each way round, and else the one that easytier-cli asks', async () => {
    two()
    expect(await look({ ET_RPC: '127.0.0.1:15888' })).toBe('online|77|2|2.6.4|4000|||88 here')
    expect(await look({ ET_RPC: '127.0.0.1:15999' })).toBe('online|88|5|2.6.4|1000|||77 here')
    expect(await look()).toBe('online|77|2|2.6.4|4000|||88 here')
  })

  it('by ET_CORE, which is then asked where it listens', async () => {
    two()
    expect(await look({ ET_CORE: '/opt/a/easytier-core' })).toBe(
      'online|77|2|2.6.4|4000|||88 of another program',
    )
    expect(await look({ ET_CORE: '/opt/b/easytier-core' })).toBe(
      'online|88|5|2.6.4|1000|||77 of another program',
    )
    expect(await look({ ET_CORE: '/opt/c/easytier-core' })).toMatch(
      /^offline\|\|.*does not run here \(found: process 77 of another program, 88 of another program\)/,
    )
  })

  it('and is offline when it is gone, whoever else runs', async () => {
    two()
    machine.write('proc/77/stat', '77 (easytier-core) Z 1 0 0')
    listeners([{ port: 15_999, inode: 3, local: '0100007F' }])
    cli(answers('127.0.0.1:15999', 'b', 5))
    expect(await look({ ET_RPC: '127.0.0.1:15888' })).toMatch(
      /^offline\|\|\|\|\|no core listens at 127\.0\.0\.1:15888 \(ET_RPC\) \(found: process 88 here, 77 has ended\)/,
    )
    expect(await look({ ET_CORE: '/opt/a/easytier-core' })).toMatch(
      /^offline\|\|\|\|\|easytier-core does not run here/,
    )
    expect(await look({ ET_RPC: '127.0.0.1:15999' })).toMatch(/^online\|88\|5/)
  })

  it('for a user who may not see whose the sockets are, by the words it was started with', async () => {
    core(77, 1000, { words: 'easytier-core -r 0.0.0.0:15888 -l tcp://0.0.0.0:15999' })
    core(88, 4000, { words: 'easytier-core --rpc-portal=15999' })
    listeners([
      { port: 15_888, inode: 2 },
      { port: 15_999, inode: 3 },
    ])
    cli({ ...answers('127.0.0.1:15888', 'a', 2), ...answers('127.0.0.1:15999', 'b', 5) })
    expect(await look({ ET_RPC: '127.0.0.1:15888' })).toMatch(/^online\|77\|2/)
    expect(await look({ ET_RPC: '127.0.0.1:15999' })).toMatch(/^online\|88\|5/)
  })

  it('else it says that it cannot tell', async () => {
    core(77, 1000)
    core(88, 4000)
    expect(await look()).toMatch(
      /^online\|\|\|\|\|\|several cores run here \(processes 77 88\): name one by ET_RPC or ET_CORE/,
    )
  })
})

describe('a core in a container', () => {
  it('is not the one of this machine', async () => {
    core(77, 1000, { network: 2 })
    expect(await look()).toMatch(
      /^offline\|\|.*does not run here \(found: process 77 in another network \(a container\?\)\)/,
    )
    core(88, 4000)
    expect(await look()).toMatch(/^online\|88\|.*77 in another network/)
  })

  it('is judged in its own network where the settings name what only it has', async () => {
    core(77, 1000, { exe: '/only/there/easytier-core', network: 2 })
    listeners([{ port: 11_010, inode: 1 }])
    listeners([{ port: 443, inode: 1 }], 77)
    const named = { ET_CORE: '/only/there/easytier-core' }
    expect(await look(named)).toMatch(/^online\|77/)
    expect(await look({ ...named, ET_PORT: '443' })).toMatch(/^online/)
    expect(await look({ ...named, ET_PORT: '11010' })).toMatch(/^offline\|77\|.*port 11010/)
  })
})
