/** Numbers from 0 to 1 that a seed fixes (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Kind = 'card' | 'ppp' | 'tunnel' | 'vlan'
type Bytes = { rx: number; tx: number }
type Batch = Bytes & { readonly id: number }

/** A network device: one counter, whatever it is called and wherever it goes. */
export type Device = {
  readonly kind: Kind
  readonly mac: string
  /** What carries its packets, if that is another device. */
  over: Device | undefined
  name: string
  index: number
  counted: Bytes
  packets: Bytes
  /** What it carried since it was last seen. */
  unseen: Batch[]
  /** Whether it was chosen when it was last seen. */
  chosen: boolean
}

export type Namespace = { readonly id: string; devices: Device[]; next: number }

/**
 * A machine whose devices are renamed, made anew, swapped and moved about, and which knows what was really carried:
 * every packet once, however many devices it passes, and only by devices that were chosen when they were looked at
 * before or after it.
 */
export class World {
  namespaces: Namespace[] = []
  here: Namespace
  boot = ''
  uptimeS = 0
  skewS = 0
  routes: string[] = []
  /** Started since the last look: no counter can be older than that. */
  isFresh = false
  readonly #random: () => number
  readonly #credit = new Map<number, Bytes>()
  readonly #identities = new Map<string, Device>()
  #looked: Namespace | undefined
  #realS = 1_790_000_000
  #made = 0

  constructor(random: () => number) {
    this.#random = random
    this.here = this.#start(this.below(100_000) + 100)
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound)
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)]
  }

  get clockS(): number {
    return Math.floor(this.#realS + this.skewS)
  }

  pass(seconds: number): void {
    this.#realS += seconds
    this.uptimeS += seconds
  }

  make(space: Namespace, kind: Kind, name: string, over?: Device, index?: number): Device {
    this.#made += 1
    const device: Device = {
      kind,
      mac: `02:00:00:00:${(this.#made >> 8).toString(16).padStart(2, '0')}:${(this.#made & 255).toString(16).padStart(2, '0')}`,
      over,
      name,
      index: index ?? space.next,
      counted: { rx: 0, tx: 0 },
      packets: { rx: 0, tx: 0 },
      unseen: [],
      chosen: false,
    }
    space.next = Math.max(space.next, device.index + 1)
    space.devices.push(device)
    return device
  }

  remove(space: Namespace, device: Device): void {
    space.devices = space.devices.filter((other) => other !== device)
    for (const other of space.devices) if (other.over === device) other.over = undefined
  }

  /** Packets through a device and through all that carries it. */
  carry(device: Device, bytes: Bytes): void {
    this.#made += 1
    const size = 60 + this.below(1440)
    let [{ rx, tx }, through]: [Bytes, Device | undefined] = [bytes, device]
    const packets = { rx: Math.ceil(rx / size), tx: Math.ceil(tx / size) }
    for (; through !== undefined; through = through.over) {
      through.counted = { rx: through.counted.rx + rx, tx: through.counted.tx + tx }
      through.packets = { rx: through.packets.rx + packets.rx, tx: through.packets.tx + packets.tx }
      through.unseen.push({ id: this.#made, rx, tx })
      ;[rx, tx] = [rx + packets.rx * 40, tx + packets.tx * 40]
    }
  }

  /** A driver that begins its counters again. */
  reset(device: Device): void {
    device.counted = { rx: 0, tx: 0 }
    device.packets = { rx: 0, tx: 0 }
  }

  /** Moves a device as the kernel does: its index stays where that is free. */
  move(device: Device, from: Namespace, to: Namespace): void {
    if (to.devices.some(({ name }) => name === device.name)) return
    // what stands on it ends
    from.devices = from.devices.filter(({ kind, over }) => over !== device || kind === 'tunnel')
    from.devices = from.devices.filter((other) => other !== device)
    if (to.devices.some(({ index }) => index === device.index)) device.index = to.next
    to.next = Math.max(to.next, device.index + 1)
    to.devices.push(device)
  }

  space(): Namespace {
    this.#made += 1
    const space: Namespace = { id: `net:[${4026530000 + this.#made}]`, devices: [], next: 1 }
    this.namespaces.push(space)
    return space
  }

  /** The reporter begins to look from another namespace; what went on there before is none of its business. */
  enter(space: Namespace): void {
    this.here = space
    if (space !== this.#looked && !this.isFresh) for (const device of space.devices) device.unseen = []
  }

  /** The machine is started again: nothing of before is left. */
  restart(uptimeS: number): void {
    this.isFresh = true
    this.pass(uptimeS + 30)
    this.here = this.#start(uptimeS)
  }

  /** Another machine, which has run for so long, goes on with what the reporter kept. */
  replace(uptimeS: number): void {
    this.isFresh = false
    this.here = this.#start(uptimeS)
  }

  /** A container with a clock of its own for /proc/uptime is started again. */
  restartContainer(uptimeS: number): void {
    const { boot } = this
    this.restart(uptimeS)
    this.boot = boot
    this.here = this.space()
    this.#populate(this.here)
  }

  /** What was carried before counts for nobody: the reporter lost its state. */
  forget(): void {
    for (const { devices } of this.namespaces) {
      for (const device of devices) [device.unseen, device.chosen] = [[], false]
    }
  }

  /** Whether a device looks in all things like another one that was seen before: nobody can tell them apart. */
  isAmbiguous(): boolean {
    return this.here.devices.some((device) => {
      const known = this.#identities.get(this.#identity(device))
      return known !== undefined && known !== device
    })
  }

  /** A device made anew under the number and name of one that is gone. */
  replaceExactly(device: Device): void {
    this.remove(this.here, device)
    const next = this.make(this.here, device.kind, device.name, device.over, device.index)
    next.chosen = device.chosen
    this.#identities.set(this.#identity(device), next)
  }

  /** The reporter looks: what the devices carried that are chosen now, or were last time, counts. */
  look(): void {
    this.isFresh = false
    this.#looked = this.here
    for (const device of this.here.devices) {
      const isChosen = this.routes.includes(device.name)
      if (isChosen || device.chosen) for (const batch of device.unseen) this.#count(batch)
      device.unseen = []
      device.chosen = isChosen
      this.#identities.set(this.#identity(device), device)
    }
  }

  /** Bytes that a right count comes to at most. */
  carried(count: string): number {
    let [rx, tx] = [0, 0]
    for (const batch of this.#credit.values()) [rx, tx] = [rx + batch.rx, tx + batch.tx]
    return { rx, tx, max: Math.max(rx, tx) }[count] ?? rx + tx
  }

  #count({ id, rx, tx }: Batch): void {
    const known = this.#credit.get(id) ?? { rx: 0, tx: 0 }
    this.#credit.set(id, { rx: Math.max(known.rx, rx), tx: Math.max(known.tx, tx) })
  }

  #identity(device: Device): string {
    return `${this.boot} ${this.here.id} ${device.name} ${device.index}`
  }

  #start(uptimeS: number): Namespace {
    this.#made += 1
    this.boot = `boot-${this.#made}`
    this.uptimeS = uptimeS
    const host: Namespace = { id: 'net:[4026531840]', devices: [], next: 2 }
    this.namespaces = [host]
    this.#populate(host)
    return host
  }

  #populate(space: Namespace): void {
    const first = this.make(space, 'card', 'eth0')
    const second = this.make(space, 'card', 'eth1')
    if (this.below(3) === 0) [first.name, second.name] = ['eth1', 'eth0']
    if (this.below(2) === 0) this.make(space, 'ppp', 'ppp0', this.below(2) === 0 ? second : undefined)
    if (this.below(2) === 0) this.make(space, 'tunnel', 'tun0', first)
    if (this.below(3) === 0) this.make(space, 'vlan', 'vlan2', second)
    this.routes = ['eth0']
  }
}
