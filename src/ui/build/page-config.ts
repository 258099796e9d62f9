import { build, type InlineConfig, type Plugin } from 'vite'
import { guidePages } from './guide-page.ts'
import { bootScript, siteShell } from './site-shell.ts'
import { traditionalTexts } from './traditional.ts'

const root = `${import.meta.dirname.replace(/[\\/]build$/, '')}/`

/** What a page fetches only when somebody asks for it; what it shares with the rest stays with the rest. */
const onDemand =
  /\/(?:boot|who|ask-nodes|peer-options-body|qr-dialog|qr-path|copy-sheet|dialog|over|use-unique-id|choice-bar|places)\.tsx?$|\/node_modules\/(?:uqr|uplot)\/|\/i18n\/(?:zh-CN|en)\//

/** Whether a module is in the page's first script: one request instead of ten small ones that are packed worse. */
function isAtOnce(id: string): boolean {
  return !onDemand.test(id)
}

/**
 * One build a page: no chunk is shared between pages, so each needs one script, one style sheet and one catalogue.
 * Two round trips fewer are worth more here than a shared Preact of 6 KB.
 */
export function pageConfig(pages: readonly string[]): InlineConfig {
  return {
    configFile: false,
    root,
    base: '/',
    appType: 'mpa',
    publicDir: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [traditionalTexts(), siteShell(`${root}boot.ts`), bootScript(), guidePages()],
    build: {
      outDir: '../../public',
      emptyOutDir: false,
      assetsDir: 'assets',
      target: 'es2022',
      cssTarget: 'chrome111',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: pages.map((page) => root + page),
        // The console is many pages, each fetched when it is opened.
        ...(pages.includes('console/index.html')
          ? {}
          : { output: { codeSplitting: { groups: [{ name: 'page', test: isAtOnce }] } } }),
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
