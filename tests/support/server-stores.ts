import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { EmbeddedStore } from '../../src/server/store/embedded.ts'
import { PostgresStore } from '../../src/server/store/postgres.ts'
import type { ServerStore } from '../../src/server/store/port.ts'
import type { Kv } from '../../src/store/kv/index.ts'
import { probeBundle } from './edge-probe-bundle.ts'
import { startEdge } from './edge-runtime.ts'
import { SimKv } from './kv/sim-kv.ts'
import { hasPostgres, startPostgres } from './postgres.ts'

export type OpenStore = { readonly kv: Kv; readonly close: () => Promise<void> }
export type OpenServerStore = { readonly store: ServerStore; readonly close: () => Promise<void> }

function silent(): void {}

/** A folder of this test alone. */
export function makeFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'store-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export async function openEmbedded(): Promise<OpenServerStore> {
  const { folder, remove } = makeFolder()
  const store = await EmbeddedStore.open(folder, silent)
  return {
    store,
    close: async () => {
      await store.close()
      remove()
    },
  }
}

export async function openPostgres(): Promise<OpenServerStore> {
  const server = await startPostgres()
  const store = await PostgresStore.open(server.url, silent)
  return {
    store,
    close: async () => {
      await store.close()
      await server.remove()
    },
  }
}

/** The emulation's KV as code at the edge sees it, each call a request to workerd. */
async function openEmulation(): Promise<OpenStore> {
  const edge = await startEdge({ bundle: probeBundle() })
  async function call(...one: unknown[]): Promise<unknown> {
    const request = new Request('http://edge.test/kv', { method: 'POST', body: JSON.stringify([one]) })
    const response = await edge.fetch(request)
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const [result] = (await response.json()) as unknown[]
    const [, name = '', message = ''] = /^(TypeError|RangeError|Error): (KV: .*)$/s.exec(String(result)) ?? []
    if (name === 'TypeError') throw new TypeError(message)
    if (name === 'RangeError') throw new RangeError(message)
    if (name !== '') throw new Error(message)
    return result
  }
  return {
    kv: {
      get: (key) => call('get', key) as Promise<string | null>,
      put: async (key, value) => {
        await call('put', key, value)
      },
      delete: async (key) => {
        await call('delete', key)
      },
      list: (options = {}) => call('list', options) as ReturnType<Kv['list']>,
    },
    close: () => edge.stop(),
  }
}

function kvOf(opened: Promise<OpenServerStore>): Promise<OpenStore> {
  return opened.then(({ store, close }) => ({ kv: store, close }))
}

/** Every store that there is. */
export const stores: readonly {
  readonly name: string
  readonly isHere: boolean
  readonly open: () => Promise<OpenStore>
}[] = [
  {
    name: 'memory',
    isHere: true,
    open: async () => ({ kv: new SimKv().at(0), close: async () => undefined }),
  },
  { name: 'embedded', isHere: true, open: () => kvOf(openEmbedded()) },
  { name: 'PostgreSQL', isHere: hasPostgres, open: () => kvOf(openPostgres()) },
  { name: "the emulation's KV", isHere: true, open: openEmulation },
]
