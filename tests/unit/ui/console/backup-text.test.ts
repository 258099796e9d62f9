import { describe, expect, it } from 'vitest'
import { exportCall, importCall, partsOf } from '../../../../src/ui/pages/console/admin/backup/backup-text.ts'

const begin = '{"backup":1,"secret_check":"0123456789abcdef"}'
const end = '{"signature":"00"}'
const record = (at: number): string => JSON.stringify({ key: `k${at}`, value: '{"v":1}' })

describe('the pieces of a backup', () => {
  it('are its signed parts, each whole, with the line that each begins at', () => {
    const file = [begin, record(1), record(2), end, '', begin, record(3), end, ''].join('\n')
    expect(partsOf(file)).toEqual([
      { text: `${[begin, record(1), record(2), end].join('\n')}\n`, firstLine: 1, records: 2 },
      { text: `${[begin, record(3), end].join('\n')}\n`, firstLine: 6, records: 1 },
    ])
  })

  it('are never cut inside a signed part, however long it is', () => {
    const lines = Array.from({ length: 900 }, (_, at) => record(at))
    expect(partsOf([begin, ...lines, end].join('\n')).map(({ records }) => records)).toEqual([900])
  })

  it('of a file without signatures are some hundred lines each, and none is lost', () => {
    const lines = Array.from({ length: 600 }, (_, at) => record(at))
    const parts = partsOf(lines.join('\r\n'))
    expect(parts.map(({ records, firstLine }) => [records, firstLine])).toEqual([
      [256, 1],
      [256, 257],
      [88, 513],
    ])
    expect(parts.map(({ text }) => text).join('')).toBe(`${lines.join('\n')}\n`)
  })

  it('are none of an empty file, or of an empty part', () => {
    expect(partsOf('\n\n')).toEqual([])
    expect(partsOf([begin, end].join('\n'))).toEqual([])
  })

  it('go to the contract’s routes', () => {
    expect(exportCall('3.a b').path).toBe('/api/system/export?cursor=3.a+b')
    expect(importCall('x', { roles: true, settings: true, force: true }).path).toBe(
      '/api/system/import?with=roles%2Csettings&force=1',
    )
    expect(importCall('x', { roles: false, settings: false, force: false }).path).toBe('/api/system/import')
  })
})
