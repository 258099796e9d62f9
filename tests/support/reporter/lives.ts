import type { Machine } from './machine.ts'
import { seeded, World, type Device, type Kind } from './world.ts'

/** Every name that a device of these lives may have: the folders of /sys are made once. */
const names = ['eth0', 'eth1', 'wan0', 'usb0', 'ppp0', 'ppp1', 'tun0', 'wg0', 'vlan2']
const counts = ['both', 'rx', 'tx', 'max']
const types: Readonly<Record<Kind, string>> = { card: '1', ppp: '512', tunnel: '65534', vlan: '1' }
const looks = 8

/** What a life tells in the end: bytes that were carried, and the script's totals look by look. */
export type Life = {
  readonly seed: number
  readonly isCalm: boolean
  readonly carried: readonly number[]
  readonly totals: { readonly bytes: number; readonly counter: string }[]
}

type Setting = { readonly isCalm: boolean; readonly is32Bit: boolean; readonly hasClock: boolean }
type Happening = (world: World, setting: Setting) => void

function unused(world: World): string | undefined {
  return world.pick(names.filter((name) => world.here.devices.every((device) => device.name !== name)))
}
function bytes(world: World, bound: number) {
  return { rx: world.below(bound), tx: world.below(bound) }
}
function card(world: World): Device | undefined {
  return world.pick(world.here.devices.filter(({ kind }) => kind === 'card'))
}

const carries: Happening = (world, { isCalm }) => {
  const device = world.pick(world.namespaces.flatMap(({ devices }) => devices))
  if (device !== undefined) world.carry(device, bytes(world, isCalm || world.below(8) > 0 ? 1e8 : 2 ** 34))
}
const redials: Happening = (world) => {
  const device = world.here.devices.find(({ kind }) => kind === 'ppp')
  if (device === undefined) return
  world.remove(world.here, device)
  world.make(world.here, 'ppp', device.name, device.over)
}
const restarts: Happening = (world) => world.restart(world.below(200) + 5)
const chooses: Happening = (world) => {
  world.routes = world.here.devices.filter(() => world.below(2) === 0).map(({ name }) => name)
}

/** What happens to a machine, so that one counter may look like another. */
const wild: readonly Happening[] = [
  carries,
  carries,
  carries,
  redials,
  restarts,
  chooses,
  chooses,
  // renamed
  (world) => {
    const [device, name] = [world.pick(world.here.devices), unused(world)]
    if (device !== undefined && name !== undefined) device.name = name
  },
  // swapped
  (world) => {
    const [one, other] = [world.pick(world.here.devices), world.pick(world.here.devices)]
    if (one !== undefined && other !== undefined) [one.name, other.name] = [other.name, one.name]
  },
  // made anew, under another number or under the same
  (world, { is32Bit }) => {
    const device = world.pick(world.here.devices.filter(({ kind }) => kind === 'tunnel' || kind === 'vlan'))
    if (device === undefined) return
    if (!is32Bit && world.below(2) === 0) return world.replaceExactly(device)
    world.remove(world.here, device)
    world.make(world.here, device.kind, device.name, card(world))
  },
  // a new one
  (world) => {
    const [name, kind] = [unused(world), world.pick(['card', 'ppp', 'tunnel', 'vlan'] as const)]
    if (name === undefined || kind === undefined) return
    world.make(world.here, kind, name, kind === 'card' ? undefined : card(world))
  },
  // gone to a container, or come from one, with what it counted there; PPP cannot
  (world) => {
    const other = world.namespaces.find((space) => space !== world.here) ?? world.space()
    const device = world.pick(world.here.devices.filter(({ kind }) => kind !== 'ppp'))
    if (device !== undefined) world.move(device, world.here, other)
  },
  (world) => {
    const other = world.namespaces.find((space) => space !== world.here) ?? world.space()
    const name = world.pick(names)
    if (name !== undefined && other.devices.every((device) => device.name !== name)) {
      const stranger = world.make(other, 'card', name)
      world.carry(stranger, bytes(world, 1e10))
      if (!world.isFresh) stranger.unseen = []
    }
    const taken = new Set(world.here.devices.map(({ name }) => name))
    const device = world.pick(other.devices.filter(({ kind, name }) => kind !== 'ppp' && !taken.has(name)))
    if (device !== undefined) world.move(device, other, world.here)
  },
  // the reporter itself goes elsewhere
  (world) => {
    const other = world.namespaces.find((space) => space !== world.here) ?? world.space()
    world.enter(other)
    chooses(world, { isCalm: false, is32Bit: false, hasClock: true })
  },
  // the driver begins again, which only a 64-bit counter tells for sure
  (world, { is32Bit }) => {
    const device = world.pick(world.here.devices)
    if (device !== undefined && !is32Bit) world.reset(device)
  },
  (world) => world.restartContainer(world.below(200) + 5),
  // its folder goes to another machine that has run for long
  (world, { hasClock }) => {
    if (!hasClock) return
    world.replace(20_000 + world.below(1e6))
    for (const device of world.here.devices) world.carry(device, bytes(world, 2 ** 36))
    for (const device of world.here.devices) device.unseen = []
  },
  (world, { hasClock }) => {
    if (!hasClock) world.skewS += (world.below(2) - 0.5) * world.below(1e8)
  },
]
const calm: readonly Happening[] = [carries, carries, carries, redials, restarts]

/** What the kernel would tell, as lines of a shell that has no need of other programs. */
class Written {
  readonly #machine: Machine
  readonly #last = new Map<string, string>()

  constructor(machine: Machine) {
    this.#machine = machine
    for (const name of names) {
      for (const file of [
        'ifindex',
        'type',
        'address',
        'tun_flags',
        'device/uevent',
        ...names.map((lower) => `lower_${lower}/ifindex`),
      ]) {
        machine.write(`sys/class/net/${name}/${file}`, '')
      }
    }
  }

  file(name: string, text: string): string {
    if (this.#last.get(name) === text) return ''
    this.#last.set(name, text)
    return `printf '%s' '${text}' >'${this.#machine.dir}/${name}'\n`
  }

  look(world: World, is32Bit: boolean): string {
    const shown = (value: number): number => (is32Bit ? value % 2 ** 32 : value)
    const { devices, id } = world.here
    const lines = devices.map(
      ({ name, counted, packets }) =>
        `${name}: ${shown(counted.rx)} ${shown(packets.rx)} 0 0 0 0 0 0 ${shown(counted.tx)} ${shown(packets.tx)} 0\n`,
    )
    const pppoe = devices.filter(({ kind, over }) => kind === 'ppp' && over !== undefined)
    const routes = world.routes.map((name) => `${name}\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\n`)
    const sysfs = devices.flatMap((device) => {
      const folder = `sys/class/net/${device.name}`
      const hardware = device.kind === 'card'
      return [
        this.file(`${folder}/ifindex`, `${device.index}\n`),
        this.file(`${folder}/type`, `${types[device.kind]}\n`),
        this.file(`${folder}/address`, hardware ? `${device.mac}\n` : ''),
        this.file(`${folder}/device/uevent`, hardware ? 'DRIVER=x\n' : ''),
        ...names.map((name) => {
          const isLower =
            device.kind === 'vlan' && device.over?.name === name && devices.includes(device.over)
          return this.file(`${folder}/lower_${name}/ifindex`, isLower ? `${device.over?.index}\n` : '')
        }),
      ]
    })
    return [
      this.file('proc/net/dev', `Inter-|\n face |\n${lines.join('')}`),
      this.file('proc/net/route', `Iface\n${routes.join('')}`),
      this.file(
        'proc/net/pppoe',
        `Id Address Device\n${pppoe.map(({ over }) => `00000001 02:00:00:00:00:01 ${over?.name}\n`).join('')}`,
      ),
      this.file('proc/uptime', `${world.uptimeS.toFixed(2)} 1.00\n`),
      this.file('proc/stat', `cpu 1\nintr 1 2\nbtime ${world.clockS - world.uptimeS}\nprocesses 1\n`),
      this.file('proc/sys/kernel/random/boot_id', `${world.boot}\n`),
      this.file(
        'proc/sys/kernel/random/uuid',
        `${hex(world, 8)}-${hex(world, 8)}-${hex(world, 8)}-${hex(world, 8)}\n`,
      ),
      ...sysfs,
      `NETWORK_NOW='${id}'\ntraffic\necho "$GB $COUNTER"\n`,
    ].join('')
  }
}
function hex(world: World, digits: number): string {
  return Array.from({ length: digits }, () => world.below(16).toString(16)).join('')
}

/**
 * Lives of made-up machines, one for each seed, lived by one process of the shell: the script's `traffic` at each look,
 * with the namespace told to it and the state kept in its memory.
 */
export async function live(
  machine: Machine,
  shell: readonly string[],
  seeds: readonly number[],
  isCalm: boolean,
): Promise<Life[]> {
  const written = new Written(machine)
  const lives: Life[] = []
  const text = [`settings any\nfind_network() { NETWORK=$NETWORK_NOW; }\nDRY=1\n`]
  for (const seed of seeds) {
    const world = new World(seeded(seed))
    const setting = { isCalm, is32Bit: world.below(5) === 0, hasClock: isCalm || world.below(2) === 0 }
    const count = world.pick(counts) ?? 'both'
    const carried: number[] = []
    const dials = world.below(2) === 0
    text.push(`echo life ${seed}\nTABLE='' MEMORY=1 BITS=${setting.is32Bit ? 32 : 64} ET_COUNT=${count}\n`)
    for (let look = 0; look < looks; look += 1) {
      const happenings = look === 0 ? 0 : world.below(5)
      for (let past = 0; past < happenings; past += 1) {
        world.pick(isCalm ? calm : wild)?.(world, setting)
      }
      // PPP that may ride on one of the cards is left out, as it should be; so it is alone, or not there
      if (isCalm) world.routes = dials ? ['ppp0'] : ['eth0', 'eth1'].filter(() => world.below(2) === 0)
      world.pass(world.below(600) + 1)
      // what `max` knew of its period goes with the state
      if (!isCalm && look > 0 && world.below(40) === 0 && count !== 'max') {
        world.forget()
        text.push("TABLE=''\n")
      }
      if (world.isAmbiguous()) break
      world.look()
      if (look === 0) for (const device of world.here.devices) device.unseen = []
      carried.push(world.carried(count))
      text.push(written.look(world, setting.is32Bit))
    }
    lives.push({ seed, isCalm, carried, totals: [] })
  }
  const file = machine.write('lives.sh', text.join(''))
  const said = await machine.eval(shell, `. '${file}'`)
  let current: Life | undefined
  for (const line of said.text.trim().split('\n')) {
    const [gb = '', counter = ''] = line.split(' ')
    const life = lives.find(({ seed }) => seed === Number(counter))
    if (gb === 'life') {
      if (life === undefined) throw new Error(line)
      current = life
    } else current?.totals.push({ bytes: Math.round(Number(gb) * 1e9), counter })
  }
  return lives
}
