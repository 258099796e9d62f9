import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

/** A machine of its own on the LAN: a network namespace with one interface, `v0`. */
export type LanHost = {
  readonly address: string
  /** Argv prefix that runs a program there. */
  readonly run: readonly string[]
}

/** Machines on one switch, this one among them. */
export type Lan = {
  /** The address of this machine, for servers that all may reach. */
  readonly here: string
  /** A name that the machines know for `here`; it has an IPv6 address, too, which is out of reach. */
  readonly hereByName: string
  /** Where packets vanish: no answer, no refusal, as from a host that is switched off. */
  readonly silent: string
  host(): LanHost
  remove(): void
}

const silentHost = 250
const hereByName = 'site.test'

/**
 * Makes the LAN under names and addresses of this run alone. The switch has a namespace of its own, so that
 * no packet filter of this machine sees what goes through it. Throws when the kernel says no.
 */
export function makeLan(): Lan {
  const id = randomBytes(3).toString('hex')
  const [b = 0, c = 0] = randomBytes(2)
  const address = (host: number): string => `10.${200 + (b % 50)}.${c}.${host}`
  const ip = (...words: readonly string[]): void => {
    execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const undo: (() => void)[] = []
  const remove = (): void => {
    for (const step of undo.splice(0).toReversed()) step()
  }
  const namespace = (name: string): void => {
    ip('netns', 'add', name)
    undo.push(() => ip('netns', 'del', name))
    ip('-n', name, 'link', 'set', 'lo', 'up')
  }
  const lanSwitch = `ets${id}`
  const plug = (port: string): void => ip('-n', lanSwitch, 'link', 'set', port, 'master', 'br0', 'up')
  const uplink = `etl${id}`
  try {
    namespace(lanSwitch)
    ip('-n', lanSwitch, 'link', 'add', 'br0', 'type', 'bridge')
    ip('-n', lanSwitch, 'link', 'set', 'br0', 'up')
    ip('link', 'add', uplink, 'type', 'veth', 'peer', 'name', 'p1', 'netns', lanSwitch)
    // its other end would go with the namespace, but only some time later
    undo.push(() => ip('link', 'del', uplink))
    plug('p1')
    ip('addr', 'add', `${address(1)}/24`, 'dev', uplink)
    ip('link', 'set', uplink, 'up')
  } catch (error) {
    remove()
    throw error
  }
  let hosts = 1
  return {
    here: address(1),
    hereByName,
    silent: address(silentHost),
    host() {
      hosts += 1
      const [name, port] = [`et${hosts}x${id}`, `p${hosts}`]
      namespace(name)
      // `ip netns exec` puts what is there over the files of /etc
      const files = `/etc/netns/${name}`
      mkdirSync(files, { recursive: true })
      undo.push(() => rmSync(files, { recursive: true }))
      writeFileSync(
        `${files}/hosts`,
        `127.0.0.1 localhost\n${address(1)} ${hereByName}\nfd00::1 ${hereByName}\n`,
      )
      ip('link', 'add', 'v0', 'netns', name, 'type', 'veth', 'peer', 'name', port, 'netns', lanSwitch)
      plug(port)
      ip('-n', name, 'addr', 'add', `${address(hosts)}/24`, 'dev', 'v0')
      ip('-n', name, 'link', 'set', 'v0', 'up')
      // known by name, so that nobody finds out that it is not there
      ip('-n', name, 'neigh', 'add', address(silentHost), 'lladdr', '02:00:00:00:00:fa', 'dev', 'v0')
      return { address: address(hosts), run: ['ip', 'netns', 'exec', name] }
    },
    remove,
  }
}
