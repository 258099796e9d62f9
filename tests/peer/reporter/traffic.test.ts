import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Machine, type Counters } from '../../support/reporter/machine.ts'
import { awks, programPath, shells } from '../../support/reporter/shells.ts'

const two32 = 2 ** 32
const steps = `DIR=$PWD/d STATE=$PWD/d/state; mkdir -p d; settings any; now; traffic; echo "$GB $COUNTER $USABLE $MBPS"`

let machine: Machine
let seconds = 0
beforeEach(() => {
  machine = new Machine()
  seconds = 5000
})
afterEach(() => machine.remove())

type Sample = { gb: string; bytes: number; counter: string; usable: boolean; mbps: string }

/** The total after the counters were brought to these values, 100 s later. */
async function sample(
  counters: Counters,
  env: Record<string, string> = {},
  shell: readonly string[] = [programPath('dash')],
): Promise<Sample> {
  seconds += 100
  machine.uptime(seconds)
  machine.counters(counters)
  const { text } = await machine.eval(shell, steps, env)
  const [gb = '', counter = '', usable = '', mbps = ''] = text.trim().split(' ')
  expect(text.trim().split('\n')).toHaveLength(1)
  return { gb, bytes: Math.round(Number(gb) * 1e9), counter, usable: usable !== '0', mbps }
}
function reboot(id: string): void {
  seconds = 20
  machine.boot(id, seconds)
}

describe.each(shells)('traffic in $name', ({ command }) => {
  it('adds up what an interface gains, and tells the mean of the interval', async () => {
    const first = await sample({ eth0: [1000, 2000] }, {}, command)
    expect(first).toMatchObject({ gb: '0.000000000', mbps: '-', usable: true })
    const second = await sample({ eth0: [50_001_000, 75_002_001] }, {}, command)
    expect(second).toMatchObject({ gb: '0.125000001', mbps: '10.000', counter: first.counter })
  })

  it('goes on after a reboot with what the new counters show', async () => {
    const first = await sample({ eth0: [1000, 2000] }, {}, command)
    await sample({ eth0: [2000, 3000] }, {}, command)
    reboot('bbbbbbbb-0000-4000-8000-000000000002')
    const after = await sample({ eth0: [7000, 500] }, {}, command)
    expect(after).toMatchObject({ bytes: 9500, mbps: '-', counter: first.counter })
  })
})

describe.each(awks)('traffic by $name', ({ program }) => {
  beforeEach(() => machine.link('awk', program))

  it('is told as numbers, from the first time on', async () => {
    expect(await sample({ eth0: [1000, 2000] })).toMatchObject({ gb: '0.000000000', mbps: '-', usable: true })
    const second = await sample({ eth0: [50_001_000, 75_002_001] })
    expect(second).toMatchObject({ gb: '0.125000001', mbps: '10.000' })
    reboot('bbbbbbbb-0000-4000-8000-000000000002')
    expect(await sample({ eth0: [7000, 500] })).toMatchObject({ gb: '0.125007501', mbps: '-' })
    expect(await sample({ lo: [0, 0] })).toMatchObject({ gb: '0.125007501', usable: false })
  })
})

describe('counters', () => {
  const old = { uname: 'echo armv7l' }
  it('that fall on a 64-bit kernel have begun again, however near to 32 bits they were', async () => {
    await sample({ eth0: [0, 3_000_000_000] })
    expect((await sample({ eth0: [0, 1000] })).bytes).toBe(1000)
    await sample({ eth0: [two32 - 1000, two32 - 5] })
    const before = (await sample({ eth0: [two32 - 1000, two32 - 5] })).bytes
    expect((await sample({ eth0: [500, 10] })).bytes).toBe(before + 510)
  })

  it('that go round on a 32-bit kernel lose nothing, in either direction', async () => {
    machine.program('uname', old.uname)
    await sample({ eth0: [two32 - 1000, two32 - 5, 100, 100] })
    expect((await sample({ eth0: [500, 10, 101, 101] })).bytes).toBe(1500 + 15)
    expect((await sample({ eth0: [900, 20, 102, 102] })).bytes).toBe(1500 + 15 + 410)
  })

  it('that fall on a 32-bit kernel with their packets, or by more than those can carry, begin again', async () => {
    machine.program('uname', old.uname)
    await sample({ eth0: [3_000_000_000, 0, 5000, 5000] })
    expect((await sample({ eth0: [1000, 0, 2, 5001] })).bytes).toBe(1000)
    await sample({ eth0: [3_000_000_000, 0, 5000, 5001] })
    const before = (await sample({ eth0: [3_000_000_000, 0, 5000, 5001] })).bytes
    expect((await sample({ eth0: [1000, 0, 5002, 5002] })).bytes).toBe(before + 1000)
  })

  it('that begin again are no wrap: far below, or above 32 bits before', async () => {
    await sample({ eth0: [1_000_000_000, 9 * two32] })
    expect((await sample({ eth0: [300, 40] })).bytes).toBe(340)
  })

  it('beyond 2^32 stay exact to the byte', async () => {
    await sample({ eth0: [2 ** 52, 0] })
    const { gb } = await sample({ eth0: [2 ** 52 + 4_398_046_511_105, 3] })
    expect(gb).toBe('4398.046511108')
  })

  it('start anew under another name before they get too large to be told', async () => {
    const first = await sample({ eth0: [0, 0] })
    expect((await sample({ eth0: [8.5e15, 0] })).bytes).toBe(8.5e15)
    const next = await sample({ eth0: [8.5e15 + 4096, 0] })
    expect(next.bytes).toBe(4096)
    expect(next.counter).not.toBe(first.counter)
  })
})

describe('interfaces', () => {
  it('of the default routes count, of both families, and lo and the others do not', async () => {
    machine.route('eth0')
    machine.write(
      'proc/net/ipv6_route',
      `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 wwan0\n` +
        `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} ffffffff 00000001 00000000 00200200 lo\n` +
        `fe800000000000000000000000000000 40 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000100 00000001 00000000 00000001 eth9\n`,
    )
    await sample({ lo: [0, 0], eth0: [0, 0], wwan0: [0, 0], eth9: [0, 0] })
    const after = await sample({ lo: [1, 1], eth0: [20, 20], wwan0: [300, 300], eth9: [4000, 4000] })
    expect(after.bytes).toBe(640)
  })

  it('that ET_IFACE names count, by space and comma; ET_COUNT chooses the direction', async () => {
    const before = { eth0: [0, 0], tun0: [0, 0], eth1: [0, 0] } as const
    const after = { eth0: [1, 10], tun0: [100, 1000], eth1: [50_000, 60_000] } as const
    for (const [ET_COUNT, bytes] of [
      ['both', 1111],
      ['rx', 101],
      ['tx', 1010],
    ] as const) {
      const env = { ET_IFACE: ' eth0,tun0 ', ET_COUNT, ET_DIR: `${machine.dir}/home/${ET_COUNT}` }
      machine.write('d/state', '')
      await sample(before, env)
      expect((await sample(after, env)).bytes).toBe(bytes)
    }
  })

  it('with odd names are only names', async () => {
    const odd = `a'"$(touch PWNED)\`b\\n`.replaceAll(' ', '')
    const env = { ET_IFACE: odd }
    await sample({ [odd]: [0, 0] }, env)
    expect((await sample({ [odd]: [7, 0] }, env)).bytes).toBe(7)
    expect(machine.tree()).not.toContain('PWNED')
  })

  it('that go and come back with their counter lose and invent nothing', async () => {
    await sample({ eth0: [1000, 0], lo: [0, 0] })
    expect(await sample({ lo: [0, 0] })).toMatchObject({ usable: false, bytes: 0 })
    expect(await sample({ eth0: [1500, 0], lo: [0, 0] })).toMatchObject({ usable: true, bytes: 500 })
  })

  it('that were made anew count from 0: by a smaller counter, or by their index', async () => {
    await sample({ ppp0: [1000, 1000], eth0: [0, 0] }, { ET_IFACE: 'ppp0' })
    expect((await sample({ ppp0: [30, 40], eth0: [0, 0] }, { ET_IFACE: 'ppp0' })).bytes).toBe(70)
    machine.write('sys/class/net/ppp0/ifindex', '7\n')
    await sample({ ppp0: [30, 40] }, { ET_IFACE: 'ppp0' })
    machine.write('sys/class/net/ppp0/ifindex', '8\n')
    expect((await sample({ ppp0: [100, 100] }, { ET_IFACE: 'ppp0' })).bytes).toBe(270)
  })

  it('that appear count whole, and one that only takes over the route from where it stood', async () => {
    await sample({ eth0: [0, 0], wlan0: [900, 0] })
    machine.route('eth0', 'ppp0')
    expect((await sample({ eth0: [1, 0], wlan0: [900, 0], ppp0: [20, 0] })).bytes).toBe(21)
    machine.route('wlan0')
    // the last of eth0 and ppp0 counts as well
    expect((await sample({ eth0: [2, 0], wlan0: [1000, 0], ppp0: [30, 0] })).bytes).toBe(21 + 111)
    expect((await sample({ eth0: [500, 0], wlan0: [1001, 0], ppp0: [900, 0] })).bytes).toBe(133)
  })
})

describe('a counter is the one of last time only by name, index and namespace', () => {
  const at = (name: string, index: number): void => machine.card(name, { ifindex: String(index), type: '1' })

  it('renamed while running: counts from where it is', async () => {
    machine.route('eth0', 'wan0')
    at('eth0', 2)
    await sample({ eth0: [1000, 0] })
    at('wan0', 2)
    expect(await sample({ wan0: [1500, 0] })).toMatchObject({ bytes: 0, mbps: '-' })
    expect(await sample({ wan0: [1700, 0] })).toMatchObject({ bytes: 200, mbps: '0.000' })
  })

  it('swapped: neither is the other', async () => {
    at('eth0', 2)
    at('eth1', 3)
    await sample({ eth0: [1000, 0], eth1: [5_000_000, 0] })
    at('eth0', 3)
    at('eth1', 2)
    expect((await sample({ eth0: [5_000_001, 0], eth1: [1001, 0] })).bytes).toBe(0)
  })

  it('of another namespace: nothing of before counts, even with the same name and index', async () => {
    at('eth0', 2)
    machine.network('self', 4_026_531_840)
    await sample({ eth0: [1000, 0] })
    machine.network('self', 4_026_532_000)
    expect((await sample({ eth0: [9_000_000_000, 0] })).bytes).toBe(0)
    expect((await sample({ eth0: [9_000_000_007, 0] })).bytes).toBe(7)
  })

  it('made anew with the same name, index and boot, as in a container: by its fall', async () => {
    at('eth0', 2)
    await sample({ eth0: [3_000_000_000, 0] })
    expect((await sample({ eth0: [1000, 0] })).bytes).toBe(1000)
  })

  it('of a machine that ran long before the last look: not since its boot', async () => {
    const bootedAt = (time: number) =>
      machine.write('proc/stat', `cpu 1 2\nintr 5 6\nbtime ${time}\nctxt 7\n`)
    bootedAt(1_790_000_000)
    await sample({ eth0: [1000, 0] })
    bootedAt(1_781_005_200)
    machine.boot('dddddddd-0000-4000-8000-000000000004', 9_000_000)
    seconds = 9_000_000
    expect((await sample({ eth0: [5e12, 0] })).bytes).toBe(0)
    expect((await sample({ eth0: [5e12 + 9, 0] })).bytes).toBe(9)
  })

  it('of a copy of the machine: it counts for itself, and says that it is another', async () => {
    const install = async () =>
      (
        await machine.eval([programPath('dash')], `${steps.replace(/echo.*/, '')} echo "$INSTALL"`)
      ).text.trim()
    const card = (address: string) =>
      machine.card('eth0', { ifindex: '2', address, 'device/uevent': 'DRIVER=x' })
    card('02:00:00:00:00:01')
    const first = await sample({ eth0: [0, 0] })
    const own = await install()
    expect(own).toMatch(/^[0-9a-f]{16}$/)
    expect(await sample({ eth0: [70, 0] })).toMatchObject({ bytes: 70, counter: first.counter })
    expect(await install()).toBe(own)
    card('02:00:00:00:00:02')
    const copy = await sample({ eth0: [100, 0] })
    expect(copy.bytes).toBe(30)
    expect(copy.counter).not.toBe(first.counter)
    expect(await install()).not.toBe(own)
  })
})

describe('nothing is counted twice', () => {
  const counted = async (names: readonly string[], env: Record<string, string> = {}): Promise<number> => {
    const all = (factor: number): Counters =>
      Object.fromEntries(names.map((name, i) => [name, [10 ** i * factor, 0]]))
    await sample(all(0), env)
    return (await sample(all(1), env)).bytes
  }

  it.each([
    ['TUN', { type: '65534', tun_flags: '0x1001' }],
    ['WireGuard', { type: '65534' }],
    ['GRE', { type: '778' }],
    ['TAP', { type: '1', tun_flags: '0x1002' }],
    ['L2TP', { type: '512' }],
  ])('%s with a default route beside the card that carries it', async (_, files) => {
    machine.card('eth0', { type: '1', 'device/uevent': 'DRIVER=x' })
    machine.card('t0', files)
    machine.route('eth0', 't0')
    expect(await counted(['eth0', 't0'])).toBe(1)
    // alone it counts; so it does where the owner says so
    machine.route('t0')
    machine.write('d/state', '')
    expect(await counted(['eth0', 't0'])).toBe(10)
    machine.write('d/state', '')
    expect(await counted(['eth0', 't0'], { ET_IFACE: 'eth0 t0' })).toBe(11)
  })

  it('a VLAN beside its card; a raw modem is a card', async () => {
    machine.card('eth0', { type: '1' })
    machine.card('vlan2', { type: '1', 'lower_eth0/ifindex': '2' })
    machine.card('wwan0', { type: '65534', 'device/uevent': 'DRIVER=qmi_wwan' })
    machine.route('eth0', 'vlan2', 'wwan0')
    expect(await counted(['eth0', 'vlan2', 'wwan0'])).toBe(101)
  })

  it('PPP over the Ethernet of a card that counts, but over another it does', async () => {
    machine.card('eth0', { type: '1' })
    machine.card('eth1', { type: '1' })
    machine.card('ppp0', { type: '512' })
    machine.route('eth0', 'ppp0')
    machine.write('proc/net/pppoe', 'Id Address Device\n00000001 02:00:00:00:00:01 eth0\n')
    expect(await counted(['eth0', 'eth1', 'ppp0'])).toBe(1)
    machine.write('proc/net/pppoe', 'Id Address Device\n00000001 02:00:00:00:00:01 eth1\n')
    machine.write('d/state', '')
    expect(await counted(['eth0', 'eth1', 'ppp0'])).toBe(101)
  })

  it('in the interval in which the route goes from a tunnel to its card', async () => {
    machine.card('tun0', { type: '65534' })
    machine.card('eth0', { type: '1' })
    machine.route('tun0')
    await sample({ eth0: [0, 0], tun0: [0, 0] })
    machine.route('eth0')
    expect((await sample({ eth0: [110, 0], tun0: [100, 0] })).bytes).toBe(110)
  })
})

describe('ET_COUNT=max', () => {
  it('is the larger of in and out over a period of the list, however they take turns', async () => {
    const env = { ET_COUNT: 'max' }
    const period = async (day: string, counters: Counters): Promise<number> => {
      seconds += 100
      machine.uptime(seconds)
      machine.counters(counters)
      const { text } = await machine.eval([programPath('dash')], `PERIOD=${day}; ${steps}`, env)
      return Math.round(Number(text.split(' ')[0]) * 1e9)
    }
    await period('2030-01-01T00:00:00Z', { eth0: [0, 0] })
    expect(await period('2030-01-01T00:00:00Z', { eth0: [100, 70] })).toBe(100)
    expect(await period('2030-01-01T00:00:00Z', { eth0: [100, 90] })).toBe(100)
    expect(await period('2030-01-01T00:00:00Z', { eth0: [100, 130] })).toBe(130)
    // a new period begins with the report that tells of it
    expect(await period('2030-02-01T00:00:00Z', { eth0: [150, 140] })).toBe(180)
    expect(await period('', { eth0: [151, 260] })).toBe(130 + 130)
  })
})

describe('state', () => {
  it('that is lost or cut off begins a new counter at 0, so that nothing is counted twice', async () => {
    const names = new Set<string>()
    for (const left of [
      '',
      'v1 x y 12 1',
      'v1 x aaaaaaaa-0000-4000-8000-000000000001 77 5000 2\ni eth0 - 1 1 1',
    ]) {
      machine.write('d/state', left)
      const first = await sample({ eth0: [5000, 5000] })
      expect(first.bytes).toBe(0)
      names.add(first.counter)
      expect((await sample({ eth0: [5001, 5000] })).bytes).toBe(1)
    }
    expect(names.size).toBe(3)
  })

  it('that cannot be written lives on in the process, and says what to do', async () => {
    machine.counters({ eth0: [100, 0] })
    const dev = `${machine.dir}/proc/net/dev`
    const { text } = await machine.eval(
      [programPath('dash')],
      `DIR=/proc/none STATE=/proc/none/state; settings any; now; traffic; echo "$GB $COUNTER"
      sed 's/:100 /:350 /' '${dev}' >dev; mv dev '${dev}'; traffic; echo "$GB $COUNTER"`,
    )
    const figures = text.split('\n').filter((line) => /^[0-9]/.test(line))
    expect(figures.map((line) => line.split(' ')[0])).toEqual(['0.000000000', '0.000000250'])
    expect(new Set(figures.map((line) => line.split(' ')[1])).size).toBe(1)
    expect(text).toMatch(/cannot write .*read-only file system.*set ET_DIR/)
  })
})
