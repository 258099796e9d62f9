import { core } from './core.ts'

export const messages = {
  ...core,
  title: '节点',
} as const
