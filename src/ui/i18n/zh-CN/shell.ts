import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages = { ...core, ...coreLater } as const
