import { execFile } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../src/tools/paths.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import { until } from './support/core-process.ts'
import type { Core } from './support/cores.ts'
import { coreFigures, interfaceBytes, transfer } from './support/figures.ts'
import { join, serve } from './support/lan-core.ts'
import type { LanHost } from './support/lan.ts'
import { withSite } from './support/scene.ts'

const run = promisify(execFile)
const transferBytes = 100_000_000

/**
 * The core under a name of its own: the script looks for the process by the name of ET_CORE, and others run on this
 * machine.
 */
function renamed(core: Core, folder: string): { core: Core; settings: Readonly<Record<string, string>> } {
  const program = path.join(folder, core.kind === 'main' ? 'core-main' : `core-${core.version}`)
  if (core.kind === 'program') {
    symlinkSync(core.core, program)
    return { core: { ...core, core: program }, settings: { ET_CORE: program, ET_CLI: core.cli } }
  }
  // a process of a script has the name of the script
  const [python = '', script = ''] = core.command
  writeFileSync(program, `#!${python}\n${readFileSync(script, 'utf8')}`, { mode: 0o755 })
  return { core: { ...core, command: [program] }, settings: { ET_CORE: program } }
}

withSite((cores, scene) => {
  /** One report by the script that operators get, in the node's own network. */
  const reportOnce = async (host: LanHost, settings: Readonly<Record<string, string>>): Promise<void> => {
    const [program = '', ...prefix] = host.run
    await run(program, [...prefix, 'sh', path.join(repositoryRoot, 'public/reporter.sh'), 'once'], {
      timeout: 120_000,
      env: {
        PATH: process.env['PATH'] ?? '',
        ET_SERVER: scene().site.origin,
        // the LAN of this test has no TLS
        ET_INSECURE: '1',
        ET_IFACE: 'v0',
        ...settings,
      },
    })
  }

  // The main branch comes as a library in a Python process, which the script rightly takes for no easytier-core.
  const programs = cores.filter(({ kind }) => kind === 'program')
  test.concurrent.each(programs)('$version: the figures that arrive are those of the core', async (core) => {
    const { lan, site } = scene()
    const [host, home] = [lan.host(), lan.host()]
    const { folder, remove } = temporaryFolder('interop-reporter-')
    const named = renamed(core, folder)
    const node = await serve(named.core, host, ['tcp://0.0.0.0:11010'])
    const listed = await site.list('domestic', [{ type: 'TCP', ip: host.address, port: 11010 }])
    const own = { ET_TOKEN: listed.token, ET_DIR: path.join(folder, 'reporter'), ET_RPC: node.portal }
    const report = () => reportOnce(host, { ...named.settings, ...own })
    const peer = `tcp://${host.address}:11010`
    const guests = ['public', 'public', 'guests', 'guests', 'others'].map((name, i) =>
      join(core, home, { name, hostname: `guest-${i}` }, peer),
    )
    try {
      await report()
      expect(await site.node(listed.id)).toMatchObject({ status: 'online', used_traffic: 0 })

      await Promise.all(guests)
      await until('the core to show 5 connections', 90_000, async () => {
        return (await coreFigures(node)).connections === 5
      })
      await report()
      const figures = await coreFigures(node)
      expect(figures).toEqual({ connections: 5, version: expect.stringContaining(core.version) as string })
      // only `easytier-cli` tells them to the script
      const told = core.kind === 'program'
      expect(await site.node(listed.id)).toMatchObject({
        status: 'online',
        connection_count: told ? figures.connections : 0,
        easytier_version: told ? figures.version : '',
      })

      const before = { bytes: await interfaceBytes(host), node: await site.node(listed.id) }
      await transfer(home, host, transferBytes)
      await report()
      const after = { bytes: await interfaceBytes(host), node: await site.node(listed.id) }
      const usedBytes = (Number(after.node['used_traffic']) - Number(before.node['used_traffic'])) * 1e9
      // what the node sends and gets before and after the report is far below 1 %
      const countedBytes = after.bytes - before.bytes
      expect(Math.abs(usedBytes - countedBytes)).toBeLessThan(transferBytes / 100)
      // the heads of packets and the acknowledgements come on top; how many there are depends on the load
      expect(usedBytes).toBeGreaterThan(transferBytes)
      expect(usedBytes).toBeLessThan(transferBytes * 1.1)

      await node.kill()
      await report()
      expect(await site.node(listed.id)).toMatchObject({ status: 'offline' })
    } finally {
      remove()
    }
  })
})
