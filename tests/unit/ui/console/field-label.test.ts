import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { ServiceError } from '../../../../src/contract/errors.ts'
import { routes } from '../../../../src/contract/routes.ts'
import { parseInput } from '../../../../src/contract/schema-error.ts'
import { setMessages } from '../../../../src/ui/i18n/language.ts'
import { messages as en } from '../../../../src/ui/i18n/en/console.ts'
import { messages as zh } from '../../../../src/ui/i18n/zh-CN/console.ts'
import { fieldLabel, withLabel } from '../../../../src/ui/pages/console/field-label.ts'

beforeEach(() => setMessages('zh-CN', zh))
afterEach(() => setMessages('zh-CN', zh))

type Entries = Record<string, v.GenericSchema<unknown, unknown>>

/** Everything that the bodies of the API say of one wrong field, with the field's path. */
function complaints(): { path: string; text: string }[] {
  const wrong = [undefined, null, '', {}, -5, 'x'.repeat(9000), [{}], [7]]
  return Object.values(routes).flatMap((route) => {
    const body = 'body' in route ? route.body : undefined
    const entries = (body as { entries?: Entries } | undefined)?.entries ?? {}
    return Object.entries(entries).flatMap(([name, schema]) =>
      wrong.flatMap((value) => {
        try {
          parseInput(v.object({ [name]: schema }), { [name]: value })
          return []
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error
          return [{ path: String(error.details?.['field']), text: error.message }]
        }
      }),
    )
  })
}

describe('what the API says of a field', () => {
  it('is told without its own name of the field', () => {
    const all = complaints()
    expect(all.length).toBeGreaterThan(200)
    for (const { path, text } of all) {
      const told = withLabel(text, path)
      for (const name of path.split(/[.[\]]/).filter((one) => /^[a-z]/.test(one)))
        expect([text, told.match(/[a-z_0-9]+/gi) ?? []]).not.toEqual([text, expect.arrayContaining([name])])
      expect(told).not.toContain('undefined')
    }
  })

  it.each([
    ['name', 'name不能为空', '名称不能为空'],
    [
      'weekly_maintenance[0].weekday',
      'weekly_maintenance[0].weekday：weekday不能大于 7',
      '星期几开始不能大于 7',
    ],
    ['site_url', 'site_url 须为 https 地址', '站点地址须为 https 地址'],
    ['connections[1].port', 'connections[1].port：端口必须是整数', '第 2 个地址的端口：端口必须是整数'],
    ['connections[0].ip', 'ip 不能为空', '第 1 个地址的主机不能为空'],
    ['connections[0].path', 'path 须以 / 开头', '第 1 个地址的路径须以 / 开头'],
    ['nobody_knows', 'nobody_knows 过长', '此项过长'],
    ['node_name', '节点名称不能为空', '节点名称不能为空'],
  ])('%s: %s', (path, text, told) => {
    expect(withLabel(text, path)).toBe(told)
  })

  it('in English, whose texts name no field, is followed by it', () => {
    setMessages('en', en)
    expect(withLabel('A required value is missing', 'name')).toBe('A required value is missing: Name')
    expect(withLabel('A required value is missing', 'nobody_knows')).toBe('A required value is missing')
    expect(fieldLabel('site_name')).toBe(en.siteName)
  })
})
