import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Machine } from '../../support/reporter/machine.ts'
import { programPath, shells } from '../../support/reporter/shells.ts'

const dash = [programPath('dash')]

const tables = {
  '2.0.3': `┌──────┬──────────┬───────┬────────┬───────────┬─────────┐
│ ipv4 │ hostname │ cost  │ lat_ms │ id        │ version │
├──────┼──────────┼───────┼────────┼───────────┼─────────┤
│      │ n1       │ Local │ -      │ 360470433 │ 2.0.3   │
├──────┼──────────┼───────┼────────┼───────────┼─────────┤
│      │ p1       │ p2p   │ 0.811  │ 242010956 │ 2.0.3   │
│      │ far      │ relay │ 9.811  │ 242010957 │ 2.0.2   │
└──────┴──────────┴───────┴────────┴───────────┴─────────┘
`,
  '2.6.4': `| ipv4 | hostname       | cost  | lat(ms) | loss | tunnel | NAT     | version    |
|------|----------------|-------|---------|------|--------|---------|------------|
|      | n1             | Local | -       | -    | -      | Unknown | 2.6.4-8a1b |
|      | a | p2p | b $(id) | p2p | 1.01 | 0.0% | tcp    | Unknown | 2.6.4      |
|      | p2p            | relay | 1.01    | 0.0% | tcp    | Unknown | 9.9.9      |
`,
}
const foreignText = `1 Network Name: other
  peer_id: 697739397, peer_conn_count: 1, conns: [ remote_addr: tcp://10.78.0.2:37905 ]
  peer_id: 2857348820, peer_conn_count: 2, conns: [ remote_addr: tcp://10.78.0.2:36655 ]
  peer_id: 2857348821, peer_conn_count: 0, conns: [  ]
`
function peer(hostname: string, cost: string, version: string) {
  return {
    cidr: '',
    hostname,
    cost,
    lat_ms: '1',
    version,
  }
}
const json = {
  peers: JSON.stringify(
    [peer('n1', 'Local', '2.4.5'), peer('"cost": "p2p"\n', 'p2p', '2.0.3'), peer('x', 'relay(2)', '2.6.4')],
    null,
    2,
  ),
  foreign: JSON.stringify(
    {
      'a "conns": [': {
        peers: [
          { peer_id: 1, conns: [{ features: [] }] },
          { peer_id: 2, conns: [] },
        ],
      },
      b: { peers: [{ peer_id: 3, conns: [{}, {}], directly_connected_conns: [1] }] },
    },
    null,
    2,
  ),
}

let machine: Machine
beforeEach(() => {
  machine = new Machine()
  machine.uptime(5000)
})
afterEach(() => machine.remove())

function cli(answers: Readonly<Record<string, string>>, refused = 1): void {
  const cases = Object.entries(answers).map(([args, text], i) => {
    machine.write(`tmp/answer${i}`, text)
    return `'${args}') exec cat '${machine.dir}/tmp/answer${i}' ;;`
  })
  machine.program('easytier-cli', `case "$*" in ${cases.join('\n')} esac\nexit ${refused}`)
}
function listener(port: number, state: string): string {
  return `  sl  local_address rem_address   st\n   0: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 ${state} 0:0 0:0 0 0 0 1\n`
}

async function look(env: Record<string, string> = {}, shell: readonly string[] = dash): Promise<string> {
  const said = await machine.eval(
    shell,
    'settings any; now; look; echo "$STATUS|$COUNT|$VERSION|$AGE|$WHY"',
    env,
  )
  return said.text.trim()
}

describe.each(shells)('figures of the core in $name', ({ command }) => {
  it('out of the tables of 2.0.3, which refuses -o', async () => {
    machine.process(77, 'easytier-core', 1000)
    cli({ peer: tables['2.0.3'], 'peer list-foreign': foreignText }, 2)
    expect(await look({}, command)).toBe('online|3|2.0.3|4000|')
  })

  it('out of JSON, whatever hosts and networks are called', async () => {
    machine.process(77, 'easytier-core', 1000)
    cli({ '-o json peer': json.peers, '-o json peer list-foreign': json.foreign })
    expect(await look({}, command)).toBe('online|3|2.4.5|4000|')
  })
})

it('counts by columns where a host name holds their sign', async () => {
  cli({ peer: tables['2.6.4'], 'peer list-foreign': '' }, 2)
  expect(await look()).toBe('online|1|2.6.4-8a1b||')
})

it('asks the management address that was given', async () => {
  cli({ '-p 127.0.0.1:9 -o json peer': json.peers, '-p 127.0.0.1:9 -o json peer list-foreign': '{}' })
  expect(await look({ ET_RPC: '127.0.0.1:9' })).toBe('online|1|2.4.5||')
})

it('leaves out what cannot be had, and takes the version from the core', async () => {
  machine.process(77, 'easytier-core', 4999)
  expect(await look()).toBe('online|||1|')
  machine.program('easytier-core', 'echo "easytier-core 2.4.5-rc~1"')
  expect(await look()).toBe('online||2.4.5-rc~1|1|')
  machine.program('easytier-core', `echo 'easytier-core "2","x":"$(id)'`)
  expect(await look()).toBe('online|||1|')
})

describe('status', () => {
  it('is offline without a core, and when its process is a zombie', async () => {
    expect(await look()).toMatch(/^offline\|\|\|\|easytier-core does not run here/)
    machine.process(77, 'easytier-core', 1)
    machine.write('proc/77/stat', '77 (easytier-core) Z 1 0 0')
    expect(await look()).toMatch(/^offline/)
  })

  it('finds a core of another name by ET_CORE', async () => {
    machine.process(78, 'my-long-core-na', 4000)
    expect(await look({ ET_CORE: '/opt/my-long-core-name' })).toMatch(/^online\|\|\|1000/)
  })

  it('needs one of the listeners that the core tells to be open', async () => {
    machine.process(77, 'easytier-core', 1000)
    const node = '│ Listener 1    │ tcp://0.0.0.0:11010 │\n│ Listener 2    │ udp://[::]:11011/ │\n'
    cli({ '-o json peer': '[]', '-o json peer list-foreign': '{}', node })
    machine.write('proc/77/net/tcp', listener(11010, '01'))
    expect(await look()).toMatch(/^offline.*no listener of easytier-core is open \(ports 11010 11011/)
    machine.write('proc/77/net/tcp', listener(11010, '0A'))
    expect(await look()).toMatch(/^online/)
    machine.write('proc/77/net/tcp', listener(11010, '06'))
    machine.write('proc/77/net/udp6', listener(11011, '07'))
    expect(await look()).toMatch(/^online/)
  })

  it('follows ET_PORT, and ET_STATUS above all', async () => {
    machine.write('proc/net/tcp', listener(443, '0A'))
    expect(await look({ ET_PORT: '443' })).toMatch(/^online/)
    expect(await look({ ET_PORT: '444' })).toMatch(/^offline.*port 444/)
    expect(await look({ ET_PORT: '444', ET_STATUS: 'online' })).toMatch(/^online/)
  })
})

it('counts what easytier-cli tells where ET_TRAFFIC says so', async () => {
  machine.process(77, 'easytier-core', 1000)
  const steps =
    'STATE=$PWD/state DIR=$PWD; settings any; now; core; find_program easytier-cli ""; CLI=$RESULT; traffic; echo "$GB $USABLE"'
  const told = async (metrics: string): Promise<string> => {
    cli({ 'stats prometheus': metrics })
    return (await machine.eval(dash, steps, { ET_TRAFFIC: 'easytier' })).text.trim()
  }
  const metrics = (forwarded: number, rx: number, other = '') =>
    `# TYPE traffic_bytes_forwarded counter\ntraffic_bytes_forwarded{network_name="a b"} ${forwarded}\n` +
    `traffic_bytes_self_rx{network_name="a b"} ${rx}\ntraffic_packets_forwarded{network_name="a b"} 9\n${other}`
  expect(await told(metrics(1000, 10))).toBe('0.000000000 2')
  // forwarded bytes come in and go out
  expect(await told(metrics(1500, 17))).toBe('0.000001007 2')
  // another network appears
  expect(await told(metrics(1500, 17, 'traffic_bytes_self_tx{network_name="$(id)"} 100\n'))).toBe(
    '0.000001107 3',
  )
  // no answer now: nothing is lost
  expect(await told('')).toBe('0.000001107 0')
  expect(await told(metrics(1501, 17))).toBe('0.000001109 2')
  // the core was started again
  machine.process(77, 'easytier-core', 2000)
  expect(await told(metrics(20, 2))).toBe('0.000001151 2')
})
