import { afterEach, describe, expect, it, vi } from 'vitest'
import { handle } from '../../../src/edge/entries/api.ts'

function contextFor(path: string, env: Record<string, string> = {}): EdgeContext {
  return {
    request: new Request(`http://nodes.example${path}`),
    params: {},
    env,
    waitUntil: () => undefined,
  }
}

describe('the edge adapter', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('says how to bind the store when none is bound, and writes one line', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const response = await handle(contextFor('/api/system/check-init'))
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({
      code: 'storage_unbound',
      error: expect.stringContaining('easytier_kv'),
    })
    expect(log).toHaveBeenCalledTimes(1)
  })

  it('answers a store that fails with the envelope and no internals, one line in the log', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const fail = () => Promise.reject(new Error('the store is on fire at 10.0.0.1'))
    vi.stubGlobal('easytier_kv', { get: fail, put: fail, delete: fail, list: fail })
    const response = await handle(contextFor('/api/stats', { JWT_SECRET: 'x'.repeat(32) }))
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: '服务器内部错误', code: 'internal' },
    ])
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(log).toHaveBeenCalledTimes(1)
    expect(String(log.mock.calls[0]?.[0])).toContain('on fire')
  })

  it('survives a store that throws what is no Error', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    // Another isolate would not have the earlier answer in its memory.
    globalThis.__memory = undefined
    const fail = () => Promise.reject('a bare string')
    vi.stubGlobal('easytier_kv', { get: fail, put: fail, delete: fail, list: fail })
    const response = await handle(contextFor('/api/public'))
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: '服务器内部错误', code: 'internal' },
    ])
  })
})
