import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages = {
  ...core,
  ...coreLater,
  head: '没有这个页面',
  body: '地址可能输错了，或者页面已经移走。',
  toList: '查看节点列表',
  toConsole: '我的节点',
} as const
