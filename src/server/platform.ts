import type { Platform } from '../services/context/index.ts'
import type { ServerStore } from './store/port.ts'

/** This process as a self-test sees it: nothing here is taken away, so no interface is tried. */
export function serverPlatform(store: ServerStore['kind']): Platform {
  const facts = {
    platform: 'Node server',
    runtime: `Node.js ${process.version}`,
    system: `${process.platform} ${process.arch}`,
    store,
  }
  return { kind: 'server', storage: 'own', hasWaitUntil: true, facts }
}
