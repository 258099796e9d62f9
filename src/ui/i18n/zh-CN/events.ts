import { core } from './core.ts'
import { eventWords } from './event-words.ts'

export const messages = { ...core, ...eventWords } as const
