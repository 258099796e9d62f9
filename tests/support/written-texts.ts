import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryRoot } from '../../src/tools/paths.ts'

/** A text that somebody reads, with the file that it stands in. */
export type Written = { readonly file: string; readonly text: string }

const han = /\p{Script=Han}/u

/** Made for developers, or from what is looked at anyway. */
const leftOut = /^src\/(?:tools|emulator)\/|\.d\.ts$|\/build\/traditional\.ts$/

function filesUnder(folder: string, ending: RegExp): string[] {
  const names = readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
  return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`).filter((name) => ending.test(name))
}

function read(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8')
}

/** Comments, strings and templates of TypeScript, whichever begins first. */
const tokens =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|>[^<>{}`'"]*\p{Script=Han}[^<>{}]*</gu

function textsOf(file: string): string[] {
  if (file.endsWith('.html'))
    return read(file)
      .replace(/<!--[\s\S]*?-->/g, '')
      .split(/<[^>]+>/)
  return [...read(file).matchAll(tokens)]
    .map(([token]) => token)
    .filter((token) => !/^\/[/*]/.test(token))
    .map((token) => token.slice(1, -1))
}

/**
 * Every text of the source in a language: of each file, so that no catalogue can be forgotten. Chinese is known by its
 * characters; English are the catalogues of it, the words of files that speak both, and the pages.
 */
export function sourceTexts(language: 'zh' | 'en'): Written[] {
  return filesUnder('src', /\.(?:tsx?|html)$/)
    .filter((file) => !leftOut.test(file))
    .flatMap((file) => {
      const texts = textsOf(file)
      const isCatalogue = /\/i18n\/en\/|-en\.ts$/.test(file)
      const speaksBoth = texts.some((text) => han.test(text))
      const isWanted = (text: string): boolean => {
        if (language === 'zh') return han.test(text)
        return !han.test(text) && (isCatalogue || (speaksBoth && /[a-z] [a-z]/i.test(text)))
      }
      return texts.filter(isWanted).map((text) => ({ file, text }))
    })
}

/** Every line of the README and of the guides in a language, without code and the addresses of links. */
export function guideTexts(language: 'zh' | 'en'): Written[] {
  const files = ['README.md', ...filesUnder('docs', /\.md$/)]
  return files
    .filter((file) => file.endsWith('.zh-CN.md') === (language === 'zh'))
    .flatMap((file) =>
      read(file)
        .replace(/```[\s\S]*?```|`[^`\n]*`/g, '`')
        .replace(/\]\([^)]*\)/g, ']')
        .split('\n')
        .map((text) => ({ file, text })),
    )
}
