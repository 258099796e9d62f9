import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { mirrorSite } from '../../src/tools/mirror/mirror-site.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import { startPlainHost } from '../support/plain-host.ts'
import { join, joinMain, serve } from './support/lan-core.ts'
import { arrivesAt, hasMembers } from './support/members.ts'
import { withSite } from './support/scene.ts'

withSite((cores, scene) => {
  const [first] = cores
  if (first === undefined) return

  test.each(cores)('$version joins by the peer file of a mirror', async (core) => {
    const { lan, site } = scene()
    const { folder, remove } = temporaryFolder('interop-mirror-')
    const [host, home] = [lan.host(), lan.host()]
    const files = await startPlainHost(folder, lan.here)
    try {
      const node = await serve(first, host, ['tcp://0.0.0.0:11010'])
      const listed = await site.list('domestic', [{ type: 'TCP', ip: host.address, port: 11010 }], {
        address_public: 1,
      })
      expect(await mirrorSite({ host: site.origin, out: folder })).toMatchObject({ nodes: 1, peers: 1 })
      await site.forget([listed])
      const network = { name: `mirrored ${core.version}`, hostname: 'member' }
      // 2.0.3 takes no http address: its launcher reads the file.
      const line = readFileSync(path.join(folder, 'peer'), 'utf8').split('\n')[0] ?? ''
      const member =
        core.kind === 'main'
          ? await joinMain(core, home, network, `${files.origin}/peer`)
          : await join(core, home, network, line)
      if (core.kind === 'main') await arrivesAt(member as Awaited<ReturnType<typeof joinMain>>, host)
      await hasMembers(node, network.name, 1)
    } finally {
      await files.stop()
      remove()
    }
  })
})
