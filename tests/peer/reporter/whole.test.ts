import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HeldSleep } from '../../support/reporter/held-sleep.ts'
import { List } from '../../support/reporter/list.ts'
import { Machine, script, type Running } from '../../support/reporter/machine.ts'
import { programPath } from '../../support/reporter/shells.ts'

/** Programs that speak HTTP, each with the shell it is found beside. */
const ways = [
  { name: 'curl, dash', http: ['curl', programPath('curl')], shell: [programPath('dash')] },
  { name: 'GNU wget, bash', http: ['wget', programPath('wget')], shell: [programPath('bash')] },
  {
    name: 'busybox wget, ash',
    http: ['wget', programPath('busybox')],
    shell: [programPath('busybox'), 'sh'],
  },
] as const

const list = new List()
beforeAll(() => list.start(), 90_000)
afterAll(() => list.stop())

describe.each(ways)('from the first report to the last: $name', ({ name, http, shell }) => {
  let machine: Machine
  let sleep: HeldSleep
  let running: Running | undefined

  beforeEach(() => {
    machine = new Machine([])
    machine.link(http[0], http[1])
    machine.user(1000)
    machine.process(77, 'easytier-core', 1000)
    sleep = new HeldSleep(machine)
    running = undefined
  })
  afterEach(() => {
    running?.signal('SIGKILL')
    machine.remove()
  })

  it('counts every byte once', async () => {
    const node = await list.createNode(name)
    const before = machine.tree()
    const installed = path.join(machine.env['ET_DIR'] ?? '', 'reporter.sh')
    const bare = { ET_TOKEN: '', ET_SERVER: '' }
    let [rx, tx, uptime] = [4_000_000_000, 7, 5000]
    const gain = (bytes: number): void => {
      ;[rx, tx, uptime] = [rx + bytes, tx + 1, uptime + 300]
      machine.counters({ eth0: [rx, tx] })
      machine.uptime(uptime)
    }
    const used = async (): Promise<unknown> => (await list.node(node.id))['used_traffic']
    const interval = async (bytes: number): Promise<void> => {
      gain(bytes)
      await sleep.end()
      const seconds = await sleep.begun()
      expect(seconds).toBeGreaterThanOrEqual(200)
      expect(seconds).toBeLessThanOrEqual(330)
    }
    gain(0)

    // the line of the console
    // the real time of this test says nothing about intervals
    const line = { ET_SERVER: list.origin, ET_TOKEN: ` ${node.token}`, ET_INTERVAL: '300' }
    const first = await machine.start([], shell, line, readFileSync(script, 'utf8')).ended
    expect(first.text).toContain('accepted')
    expect(first.text).toContain(`keep this running: sh ${installed} run`)
    expect(first.code).toBe(0)
    expect(await list.node(node.id)).toMatchObject({
      status: 'online',
      used_traffic: 0,
      uptime_seconds: 4300,
    })

    running = machine.start([installed, 'run'], shell, bare)
    expect(await sleep.begun()).toBe(300)
    await interval(1_000_000_000)
    expect(await used()).toBe(1.000000001)

    // three intervals without the server, and an answer that never comes back
    await list.down()
    for (const bytes of [2_000_000_000, 300_000_000, 40_000_000]) await interval(bytes)
    await list.start()
    expect(await used()).toBe(1.000000001)
    await interval(5_000_000)
    expect(await used()).toBe(3.345000005)
    await interval(0)
    expect(await used()).toBe(3.345000006)

    // the power fails; the counters begin again
    running.signal('SIGKILL')
    await sleep.end()
    await running.ended
    ;[rx, tx, uptime] = [0, 0, 0]
    machine.boot('cccccccc-0000-4000-8000-000000000003', 0)
    gain(600_000)
    running = machine.start([installed, 'run'], shell, bare)
    await sleep.begun()
    expect(await used()).toBe(3.345600007)

    // the same line once more: in place, without a word of offline, settings kept
    gain(70_000)
    const again = await machine.start([script], shell, bare).ended
    expect(again.code).toBe(0)
    await running.ended
    expect(await list.node(node.id)).toMatchObject({ status: 'online', used_traffic: 3.345670008 })

    running = machine.start([installed, 'run'], shell, bare)
    await sleep.begun()
    running.signal('SIGTERM')
    expect((await running.ended).code).toBe(0)
    expect(await list.node(node.id)).toMatchObject({ status: 'offline', used_traffic: 3.345670008 })

    const gone = await machine.run(['uninstall'], shell, bare)
    expect(gone.code).toBe(0)
    expect(machine.tree()).toEqual(before)
  }, 300_000)
})

it('says what is wrong in the words of a real list', async () => {
  const machine = new Machine(['curl'])
  try {
    const node = await list.createNode('refused')
    const once = async (env: Record<string, string>): Promise<string> => {
      const { code, text } = await machine.run(['once'], undefined, { ET_SERVER: list.origin, ...env })
      expect(code).toBe(2)
      return text
    }
    const wrong = node.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    expect(await once({ ET_TOKEN: wrong })).toContain('wrong token (403): make a new one in the console')
    expect(await once({ ET_TOKEN: `etr_00000000001_${'0'.repeat(32)}` })).toContain('no such node (404)')
    expect(await once({ ET_TOKEN: node.token, ET_SERVER: `${list.origin}/elsewhere` })).toContain('(404)')
    await list.update(node.id, { valid_until: '2020-01-01' })
    expect(await once({ ET_TOKEN: node.token })).toContain('the node has expired (403): extend it')
    expect(await list.node(node.id)).toMatchObject({ last_rejected: { code: 'report_token_invalid' } })
  } finally {
    machine.remove()
  }
})
