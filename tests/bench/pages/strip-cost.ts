import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'

const ui = fileURLToPath(new URL('../../../src/ui/', import.meta.url))

/**
 * Milliseconds to read, draw and lay out the 90-day strips of so many nodes in the page, by the page's own code.
 * The script comes in through the debugger, so the page's policy stays as it is.
 */
export async function stripCost(page: Page, nodes: number): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { readDays } from './lib/days.ts'
        import { listStrip, stripPaths } from './charts/strip-paths.ts'
        globalThis.drawStrips = (texts, nowMs) => {
          const place = document.createElement('div')
          document.body.append(place)
          const ns = 'http://www.w3.org/2000/svg'
          const begin = performance.now()
          for (const text of texts) {
            const days = readDays(text, nowMs)
            const paths = stripPaths(days.map((d) => (d.known === 0 ? undefined : d.down / d.known)), listStrip)
            const svg = document.createElementNS(ns, 'svg')
            svg.setAttribute('width', String(listStrip.width))
            svg.setAttribute('height', String(listStrip.height))
            for (const [name, d] of Object.entries(paths)) {
              const path = document.createElementNS(ns, 'path')
              path.setAttribute('class', 'strip-' + name)
              path.setAttribute('d', d)
              svg.append(path)
            }
            place.append(svg)
          }
          place.getBoundingClientRect()
          const took = performance.now() - begin
          place.remove()
          return took
        }`,
      resolveDir: ui,
      loader: 'ts',
    },
    bundle: true,
    format: 'iife',
    write: false,
  })
  const texts = Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: 90 }, (_, day) =>
      day < node % 20 ? '--' : ((node * 31 + day * 17) % 23 === 0 ? 5 : 0).toString(36).padStart(2, '0'),
    ).join(''),
  )
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: outputFiles[0]?.text ?? '' })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `drawStrips(${JSON.stringify(texts)}, ${Date.now()})`,
    returnByValue: true,
  })
  return Number(result.value)
}
