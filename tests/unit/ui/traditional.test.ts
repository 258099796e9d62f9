import { describe, expect, test } from 'vitest'
import { traditional, withTraditional } from '../../../src/ui/build/traditional.ts'
import { messages as console_ } from '../../../src/ui/i18n/zh-CN/console.ts'
import { messages as node } from '../../../src/ui/i18n/zh-CN/node.ts'
import { messages as status } from '../../../src/ui/i18n/zh-CN/status.ts'

describe('texts in traditional characters', () => {
  test.each([
    ['节点状态', '節點狀態'],
    ['服务器没有及时回答', '伺服器沒有及時回答'],
    ['端口 11010', '連接埠 11010'],
    ['登录账号', '登入帳號'],
    ['默认设置', '預設設定'],
    ['网络质量', '網路品質'],
    ['后台数据', '後台資料'],
    ['局域网', '區域網路'],
    ['上海-电信-01 已离线 3 小时', '上海-電信-01 已離線 3 小時'],
    ['Peer URLs, {n} 个', 'Peer URLs, {n} 個'],
  ])('%s -> %s', (simplified, expected) => {
    expect(traditional(simplified)).toBe(expected)
  })

  test('keep their parameters, their markup and whatever is not Chinese', () => {
    for (const messages of [console_, node, status]) {
      for (const text of Object.values(messages)) {
        const foreign = (of: string): string =>
          of.replace(/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’「」『』]/g, '')
        expect(foreign(traditional(text))).toBe(foreign(text))
      }
    }
  })

  test('stand in a built page beside the simplified ones, not in the place of the English', () => {
    const zh = '<span data-lang="zh" lang="zh-CN">节点</span>'
    const en = '<span data-lang="en" lang="en">Nodes</span>'
    expect(withTraditional(zh + en)).toBe(`${zh}<span data-lang="tw" lang="zh-TW">節點</span>${en}`)
  })
})
