import { messages as consoleEn } from '../../src/ui/i18n/en/console.ts'
import { messages as firstEn } from '../../src/ui/i18n/en/status.ts'
import { messages as laterEn } from '../../src/ui/i18n/en/status-later.ts'
import { messages as consoleZh } from '../../src/ui/i18n/zh-CN/console.ts'
import { messages as nodeZh } from '../../src/ui/i18n/zh-CN/node.ts'
import { messages as notFoundZh } from '../../src/ui/i18n/zh-CN/notfound.ts'
import { messages as firstZh } from '../../src/ui/i18n/zh-CN/status.ts'
import { messages as laterZh } from '../../src/ui/i18n/zh-CN/status-later.ts'

const statusZh = { ...laterZh, ...firstZh } as const
const statusEn = { ...laterEn, ...firstEn } as const

/** The pages' own words, so that a changed wording changes no test: the console's first, the status page's first. */
export const zh = { ...statusZh, ...nodeZh, ...consoleZh } as const
export const statusWords = { zh: statusZh, en: statusEn } as const
export const notFoundWords = notFoundZh
export const en = { ...statusEn, ...consoleEn } as const

/** A text with its `{name}`s filled in, numbers as the pages write them. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole
    return typeof value === 'number' ? new Intl.NumberFormat('zh-CN').format(value) : value
  })
}
