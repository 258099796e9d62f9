import { build, type InlineConfig, type Plugin } from 'vite'
import { guidePages } from './guide-page.ts'
import { bootScript, siteShell } from './site-shell.ts'

const root = new URL('..', import.meta.url).pathname

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
    plugins: [siteShell(`${root}boot.ts`), bootScript(), guidePages()],
    build: {
      outDir: '../../public',
      emptyOutDir: false,
      assetsDir: 'assets',
      target: 'es2022',
      cssTarget: 'chrome111',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: { input: pages.map((page) => root + page) },
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
