import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { List } from '../../support/reporter/list.ts'
import { Machine } from '../../support/reporter/machine.ts'
import { programPath } from '../../support/reporter/shells.ts'
import { uclientFetch } from '../../support/reporter/uclient-fetch.ts'

const ash = [programPath('busybox'), 'sh']
const list = new List()
let machine: Machine

beforeAll(() => list.start(), 90_000)
afterAll(() => list.stop())
beforeEach(() => {
  machine = new Machine([])
  machine.process(77, 'easytier-core', 1000)
})
afterEach(() => machine.remove())

describe.each(['new', 'joined'] as const)("OpenWrt's wget, %s", (kind) => {
  beforeEach(() => uclientFetch(machine, kind))

  it('reports to a real list, and says what the list thinks of a wrong token', async () => {
    const node = await list.createNode(`router ${kind}`)
    const env = { ET_SERVER: list.origin, ET_TOKEN: node.token }
    const { code, text } = await machine.run(['once'], ash, env)
    expect(text).toContain('accepted; online')
    expect(code).toBe(0)
    expect(await list.node(node.id)).toMatchObject({ status: 'online' })

    const wrong = await machine.run(['once'], ash, { ...env, ET_TOKEN: `${node.token.slice(0, -1)}x` })
    expect(wrong.text).toContain('wrong token, or the node has expired (403)')
    expect(wrong.code).toBe(2)
    const test = await machine.run(['test'], ash, env)
    expect(test.text).toContain('by wget: reachable')
    const gone = await machine.run(['test'], ash, { ...env, ET_SERVER: 'http://127.0.0.1:1' })
    expect(gone.text).toContain('connection refused or no way there')
  })
})

it('is refused, with what to do, where it takes no headers', async () => {
  uclientFetch(machine, 'old')
  const { code, text } = await machine.run(['once'], ash, { ET_SERVER: list.origin })
  expect(text).toContain('this wget cannot send a report; install curl')
  expect(code).toBe(1)
})
