import { build, type InlineConfig, type Plugin } from 'vite'
import { guidePages } from './guide-page.ts'
import { shortenKeys } from './short-keys.ts'
import { bootScript, siteShell } from './site-shell.ts'
import { traditionalTexts } from './traditional.ts'

/** Each late part is named in the first script: names that pack badly are kept short. */
const chunkFileNames = 'assets/[name]-[hash:6].js'

const root = `${import.meta.dirname.replace(/[\\/]build$/, '')}/`

/**
 * The builder's code that fetches what a late part imports beside it: 0.7 KB for parts that import next to nothing but
 * the page. The console's have more.
 */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load: (id) =>
      id.includes('vite/preload-helper') ? 'export function __vitePreload(load) { return load() }' : null,
  }
}

type Modules = Readonly<{
  getModuleInfo: (id: string) => Readonly<{ importers: readonly string[]; isEntry: boolean }> | null
}>

/**
 * The chunk of a module: the page's first script for all that a page imports outright, one request instead of ten small
 * ones that are packed worse; undefined for what only an `import()` leads to.
 */
function chunkOf(id: string, modules: Modules): string | undefined {
  const seen = new Set([id])
  for (const one of seen) {
    if (one.endsWith('/boot.ts')) continue
    const info = modules.getModuleInfo(one)
    if (info?.isEntry) return 'page'
    for (const importer of info?.importers ?? []) seen.add(importer)
  }
  return undefined
}

/**
 * One build a page: no chunk is shared between pages, so each needs one script, one style sheet and one catalogue.
 * Two round trips fewer are worth more here than a shared Preact of 6 KB.
 */
export function pageConfig(pages: readonly string[]): InlineConfig {
  const isConsole = pages.includes('console/index.html')
  return {
    configFile: false,
    root,
    base: '/',
    appType: 'mpa',
    publicDir: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [
      isConsole ? undefined : plainImports(),
      traditionalTexts(),
      shortenKeys(root.slice(0, -1)),
      siteShell(`${root}boot.ts`),
      bootScript(),
      guidePages(),
    ],
    build: {
      outDir: '../../public',
      emptyOutDir: false,
      assetsDir: 'assets',
      target: 'es2022',
      cssTarget: 'chrome111',
      modulePreload: { polyfill: false, ...(isConsole ? {} : { resolveDependencies: () => [] }) },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: pages.map((page) => root + page),
        // The console is many pages, each fetched when it is opened.
        ...(isConsole
          ? {}
          : {
              output: {
                entryFileNames: 'assets/page-[hash:6].js',
                chunkFileNames,
                codeSplitting: { groups: [{ name: chunkOf, debugName: 'chunks' }] },
              },
            }),
      },
    },
  }
}

/** Builds the remaining pages, a list of files each, when the first is written. */
export function otherPages(others: readonly (readonly string[])[]): Plugin {
  let outDir = ''
  return {
    name: 'other-pages',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir
    },
    async closeBundle() {
      for (const pages of others) {
        const config = pageConfig(pages)
        await build({ ...config, build: { ...config.build, outDir } })
      }
    },
  }
}
