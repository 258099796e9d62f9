import { expect, test } from 'vitest'
import { isPublicAddress } from '../../../src/probe/address-policy.ts'
import { createChecker, knownAsker, stranger } from '../../../src/probe/check.ts'
import { deniedPorts } from '../../../src/probe/ports.ts'
import { countingWorld } from './counting-world.ts'
import { forbiddenAnswers, forbiddenHosts, publicAddresses } from './spellings.ts'

const network = { network_name: 'net', network_secret: 'secret' }
function nothing(): readonly string[] {
  return []
}

test('there are at least 500 spellings of forbidden targets', () => {
  expect(forbiddenHosts.length).toBeGreaterThanOrEqual(500)
})

test.each(['tcp', 'udp', 'ws', 'wss'])(
  'no spelling of a forbidden target is dialled over %s',
  async (scheme) => {
    const { world, dialled, asked } = countingWorld(nothing)
    const { check } = createChecker(world)
    const passed: string[] = []
    for (const host of forbiddenHosts) {
      const result = await check({ server: `${scheme}://${host}:11010`, ...network })
      if (result.is_online || result.code !== 'address_forbidden') passed.push(`${host}: ${result.code}`)
    }
    expect(passed).toEqual([])
    expect(dialled).toEqual([])
    // every spelling was read as an address: none went to a resolver that could read it differently
    expect(asked).toEqual([])
  },
)

test('a name that resolves to a forbidden address is not dialled, alone or among public ones', async () => {
  for (const answer of forbiddenAnswers) {
    for (const answers of [[answer], ['8.8.8.8', answer], [answer, '2606:4700:4700::1111']]) {
      const { world, dialled } = countingWorld(() => answers)
      const result = await createChecker(world).check({ server: 'tcp://inward.example:11010', ...network })
      expect([answer, result.code]).toEqual([answer, 'address_forbidden'])
      expect(dialled).toEqual([])
    }
  }
})

test.each(['tcp', 'udp', 'ws', 'wss'])(
  'a name is asked for once and what was vetted is dialled (%s)',
  async (scheme) => {
    const { world, dialled, asked } = countingWorld((_name, turn) =>
      turn === 1 ? ['8.8.8.8'] : ['127.0.0.1'],
    )
    const result = await createChecker(world).check({
      server: `${scheme}://rebind.example:11010${scheme.startsWith('ws') ? '/x' : ''}`,
      ...network,
    })
    expect(result.code).toBe('refused')
    expect(asked).toEqual(['rebind.example'])
    expect(dialled).toEqual(['8.8.8.8'])
  },
)

test.each(publicAddresses)('%s is dialled', async (address) => {
  expect(isPublicAddress(address)).toBe(true)
  const { world, dialled } = countingWorld(nothing)
  const host = address.includes(':') ? `[${address}]` : address
  const result = await createChecker(world).check({ server: `tcp://${host}:11010`, ...network })
  expect(result.code).toBe('refused')
  expect(dialled).toEqual([address])
})

test('CHECK_ALLOW_PRIVATE lifts the policy', async () => {
  const { world, dialled } = countingWorld(nothing)
  const lifted = createChecker({ ...world, reach: 'private' })
  const allowed = ['192.168.0.1', '10.1.2.3', '172.16.9.9', '100.64.0.1', '[fd12:3456::1]', '8.8.8.8']
  for (const host of allowed) await lifted.check({ server: `tcp://${host}:11010`, ...network })
  expect(dialled).toEqual(allowed.map((host) => host.replace(/[[\]]/g, '')))
})

test('loopback, neighbours on the link and metadata services stay refused with the policy lifted', async () => {
  const { world, dialled } = countingWorld(() => ['127.0.0.1'])
  const lifted = createChecker({ ...world, reach: 'private' })
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[::127.0.0.1]',
    '169.254.169.254',
    '[fe80::1]',
    '100.100.100.200',
    '168.63.129.16',
    '[fd00:ec2::254]',
    '224.0.0.1',
    '255.255.255.255',
    '[::ffff:10.0.0.1]',
    'inward.example',
  ]) {
    const result = await lifted.check({ server: `udp://${host}:11010`, ...network })
    expect([host, result.code]).toEqual([host, 'address_forbidden'])
  }
  expect(dialled).toEqual([])
})

test('abusable ports are not dialled, the usual ones of EasyTier are', async () => {
  const { world, dialled } = countingWorld(nothing)
  const { check } = createChecker(world)
  for (const port of deniedPorts.keys()) {
    for (const scheme of ['tcp', 'udp', 'ws', 'wss']) {
      const result = await check({ server: `${scheme}://8.8.8.8:${port}`, ...network })
      expect([port, result.code]).toEqual([port, 'port_forbidden'])
    }
  }
  for (const port of [22, 23, 25, 53, 110, 143, 445, 3306, 3389, 5432, 6379])
    expect(deniedPorts.has(port)).toBe(true)
  expect(dialled).toEqual([])
  for (const port of [80, 443, 8080, 11010, 11011, 11012]) {
    const result = await check({ server: `tcp://8.8.8.8:${port}`, ...network })
    expect([port, result.code]).toEqual([port, 'refused'])
  }
})

test('what is no address is not public', () => {
  for (const text of [
    '',
    'localhost',
    '127.1',
    '0x7f000001',
    '8.8.8',
    '8.8.8.8.8',
    '08.8.8.8',
    '2606:4700::1111%eth0',
  ]) {
    expect([text, isPublicAddress(text)]).toEqual([text, false])
  }
})

test.each([
  ['/', true],
  ['', true],
  ['/et', true],
  ['/a/B-9_x.y/', true],
  ['/ws?room=1', false],
  ['?x', false],
  ['/a%2fb', false],
  ['/a;b', false],
  ['/a(b)', false],
  ['/a$b', false],
  ['/a&b', false],
  ["/a'b", false],
  ['/@x', false],
  ['/~x', false],
])('a stranger asks for the WebSocket path %j: %s', async (path, isDialled) => {
  const server = `wss://8.8.8.8:443${path}`
  const one = countingWorld(nothing)
  const result = await createChecker(one.world).check({ server, ...network }, stranger)
  expect(result.code).toBe(isDialled ? 'refused' : 'address_forbidden')
  expect(one.dialled).toHaveLength(isDialled ? 1 : 0)
  const other = countingWorld(nothing)
  await createChecker(other.world).check({ server, ...network }, knownAsker)
  expect(other.dialled).toHaveLength(1)
})
