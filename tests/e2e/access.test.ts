import { expect, test } from 'vitest'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import { sampleNodes } from '../../src/tools/demo/sample-nodes.ts'
import { desktop, phone } from '../support/browser.ts'
import { axeFindings, inspect } from '../support/browser-axe.ts'
import { demoPages, idsOf } from '../support/browser-pages.ts'
import { sparse } from '../support/browser-samples.ts'
import { withBrowser } from '../support/browser-scene.ts'
import { Site } from '../support/browser-site.ts'
import { demoStates, type DemoState } from '../support/browser-states.ts'
import { settled, signedInPage } from '../support/browser-steps.ts'
import { zh } from '../support/browser-words.ts'

const viewers = ['nobody', 'owner', 'admin'] as const

/** One node of each state; a longer list would tell axe nothing new. */
const names = [
  '上海-三网-01',
  '武汉-联通-03',
  '成都-移动-01',
  '杭州-电信-05',
  '深圳-联通-02',
  '南京-移动-02',
  '青岛-BGP-01',
  '郑州-三网-01',
  '香港-CN2-01',
  '法兰克福-01',
  '首尔-01',
  '墨尔本-01',
]
const nodes = sampleNodes.filter(({ name }) => names.includes(name))

/** What the states bring about on purpose: refusals, and requests that are cut off. */
const meant = [/status of 40\d/, /ERR_FAILED/]

const pages: readonly DemoState[] = demoPages.map(({ name, url, as }) => ({
  name,
  ...(as ? { as } : {}),
  reach: async (page, { id }) => {
    await page.goto(url(id))
    await settled(page)
  },
}))

withBrowser(
  () => Site.open({ nodes, ...sparse }),
  ({ site, visit }) => {
    /** Looks at every page and state of one kind of viewer. */
    const lookAs = async (viewer: (typeof viewers)[number]): Promise<string[]> => {
      const wrong: string[] = []
      const mine = [...pages, ...demoStates].filter(
        ({ as = 'nobody', on = 'demo' }) => as === viewer && on === 'demo',
      )
      const scenery = { origin: site().origin, narrow: false, id: idsOf(site().nodes) }
      const visitor = await visit(desktop)
      visitor.expects(...meant)
      if (viewer !== 'nobody') {
        const page = await signedInPage(visitor, sampleAccounts[viewer])
        // Kept, so that each state has a tab of its own.
        const session = await page.evaluate(() => sessionStorage.getItem('et.session') ?? '')
        await page.evaluate((text) => localStorage.setItem('et.session', text), session)
        await page.close()
      }
      for (const state of mine) {
        const page = await visitor.page()
        await state.reach(page, scenery)
        wrong.push(...(await inspect(page, state.name)))
        await page.close()
      }
      return wrong
    }

    test('pages and states: axe finds nothing in either language, theme and width, nothing scrolls sideways', async () => {
      const wrong = await Promise.all(viewers.map(lookAs))
      expect(wrong.flat()).toEqual([])
    }, 900_000)

    test('the menu and the filters of a phone', async () => {
      const wrong: string[] = []
      const page = await (await visit(phone)).page('/')
      await settled(page)
      await page.getByRole('button', { name: zh.menu }).click()
      await page.locator('.sheet').waitFor()
      wrong.push(...(await axeFindings(page)))
      await page.keyboard.press('Escape')
      await page.locator('.filter-open').click()
      await page.locator('.filters-open').waitFor()
      wrong.push(...(await axeFindings(page)))
      expect(wrong).toEqual([])
    })
  },
)
