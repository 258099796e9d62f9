import { translator } from './language.ts'
import type { coreLater } from './zh-CN/core-later.ts'
import type { core } from './zh-CN/core.ts'

/** Texts that every page has, some of them only once `withTexts` has brought them. */
export const t = translator<typeof core & typeof coreLater>()
