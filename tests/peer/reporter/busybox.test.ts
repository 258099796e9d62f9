import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReportBody } from '../../../src/contract/report.ts'
import { Machine } from '../../support/reporter/machine.ts'
import { AnswerServer } from '../../support/reporter/server.ts'
import { awks } from '../../support/reporter/shells.ts'

const busyboxes = awks.filter(({ name }) => name.startsWith('busybox'))

let machine: Machine
let server: AnswerServer
beforeEach(async () => {
  machine = new Machine(['curl', 'readlink'])
  server = new AnswerServer()
  machine.env['ET_SERVER'] = await server.start()
  machine.process(77, 'easytier-core', 1000)
})
afterEach(async () => {
  await server.stop()
  machine.remove()
})

describe.each(busyboxes)('$name for every program that there is', ({ program }) => {
  beforeEach(() => {
    const applets = new Set(execFileSync(program, ['--list'], { encoding: 'utf8' }).split('\n'))
    for (const name of readdirSync(path.join(machine.dir, 'bin'))) {
      if (applets.has(name) && name !== 'sleep') machine.link(name, program)
    }
  })

  it('reports figures that are numbers, again and to the last', async () => {
    // some of them have a sleep of their own, whatever PATH says: no waiting in this test
    const said = async (command: string): Promise<string> => {
      const { code, text } = await machine.run([command], [program, 'sh'])
      expect(text).not.toMatch(/syntax|unexpected|not found|undefined|invalid|usage/i)
      expect(code).toBe(0)
      return text
    }
    expect(await said('once')).toContain('accepted; online')
    machine.counters({ eth0: [1_500_000_100, 2_500_000_123] })
    machine.uptime(5300)
    expect(await said('once')).toContain('accepted; online, 0.000 Mbps')
    expect(await said('uninstall')).toContain('removed')
    expect(server.reports.map(({ status, total_traffic }) => [status, total_traffic])).toEqual([
      ['online', 0],
      ['online', 1e-7],
      ['offline', 1e-7],
    ])
    for (const report of server.reports) {
      expect(v.safeParse(ReportBody, report).issues).toBeUndefined()
      expect(report).toMatchObject({
        install_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        report_interval_s: 300,
      })
    }
    expect(new Set(server.reports.map(({ install_id }) => install_id)).size).toBe(1)
  })

  it('says what it would send', async () => {
    const { code, text } = await machine.run(['test'], [program, 'sh'])
    expect(text).toContain('core: process 77')
    expect(text).toContain('interfaces: eth0 rx 1500000000 tx 2500000123')
    expect(text).toContain('reachable')
    expect(code).toBe(0)
  })
})
