import { afterEach, describe, expect, it, vi } from 'vitest'
import { edgeOneKv } from '../../../src/edge/edgeone-kv.ts'

function namespace(value: string) {
  const get = (): Promise<string> => Promise.resolve(value)
  const done = (): Promise<void> => Promise.resolve()
  return { get, put: done, delete: done, list: () => Promise.resolve({ complete: true, keys: [] }) }
}

describe('edgeOneKv', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('finds nothing where nothing is bound, and takes no text of that name for a namespace', () => {
    expect(edgeOneKv({ env: {} })).toBeUndefined()
    expect(edgeOneKv({ env: { easytier_kv: 'yes' } })).toBeUndefined()
  })

  it('finds the namespace in the environment', async () => {
    const kv = edgeOneKv({ env: { easytier_kv: namespace('environment') } })
    expect(await kv?.get('a')).toBe('environment')
  })

  it('prefers the bare global, as EdgeOne documents it', async () => {
    vi.stubGlobal('easytier_kv', namespace('global'))
    const kv = edgeOneKv({ env: { easytier_kv: namespace('environment') } })
    expect(await kv?.get('a')).toBe('global')
  })
})
