import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium, launchBrowser, noChromium, phone, Visitor } from '../support/browser.ts'
import { button, settled } from '../support/browser-steps.ts'
import { fill, zh } from '../support/browser-words.ts'
import { joinMain, serve } from './support/lan-core.ts'
import { arrivesAt, hasMembers, seeEachOther } from './support/members.ts'
import { withSite } from './support/scene.ts'

/** What lies in the clipboard, as a reader gets it: by pasting. A site without https may not ask for it. */
async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const field = document.createElement('textarea')
    field.id = 'pasted'
    document.body.append(field)
    field.focus()
  })
  await page.keyboard.press('Control+V')
  const text = await page.locator('#pasted').inputValue()
  await page.locator('#pasted').evaluate((field) => field.remove())
  return text
}

withSite((cores, scene) => {
  const client = cores.find((core) => core.kind === 'main')
  if (client === undefined) return
  if (findChromium() === undefined) {
    test('two phones in a browser', (context) => {
      if (process.env['CI']) throw new Error(noChromium)
      context.skip(noChromium)
    })
    return
  }
  let browser: Browser | undefined
  const visitors: Visitor[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
  }, 120_000)
  afterAll(async () => {
    for (const visitor of visitors) await visitor.close()
    await browser?.close()
  })

  const visit = async (): Promise<Page> => {
    if (browser === undefined) throw new Error('no browser yet')
    const visitor = await Visitor.open(browser, scene().site.origin, phone)
    visitors.push(visitor)
    const page = await visitor.page('/')
    await settled(page)
    return page
  }

  test('two friends on two phones meet through what the card gave them', async () => {
    const { lan, site } = scene()
    const [first, second, a, b] = [lan.host(), lan.host(), lan.host(), lan.host()]
    const nodes = [
      { host: first, node: await serve(client, first, ['tcp://0.0.0.0:11010']) },
      { host: second, node: await serve(client, second, ['tcp://0.0.0.0:11010']) },
    ]
    for (const { host } of nodes)
      await site.list('domestic', [{ type: 'TCP', ip: host.address, port: 11010 }])

    // One fills in the word and copies the address, then the message for the other.
    const mine = await visit()
    await mine.getByLabel(zh.word).fill('周五 开黑')
    await button(mine, fill(zh.copyOf, { what: zh.peerAddress })).click()
    const address = await pasted(mine)
    await button(mine, zh.friends).click()
    const message = await pasted(mine)
    const told = message.split('\n').flatMap((line) => /https?:\/\/\S+\/peer\S*/.exec(line) ?? [])
    expect(told).toHaveLength(1)

    // The other opens the page of the site and copies there, with the word that they agreed on.
    const theirs = await visit()
    await theirs.getByLabel(zh.word).fill(' 周五  开黑')
    await button(theirs, fill(zh.copyOf, { what: zh.peerAddress })).click()
    expect(await pasted(theirs)).toBe(told[0])
    expect(address).toBe(told[0])

    // Each core is given its own copy; the network's name is theirs, and no node's.
    const network = 'two friends'
    const members = await Promise.all([
      joinMain(client, a, { name: network, hostname: 'member-a' }, address),
      joinMain(client, b, { name: network, hostname: 'member-b' }, told[0] ?? ''),
    ])
    await seeEachOther(members[0], members[1])
    const met = await Promise.any(
      nodes.map(async ({ host, node }) => {
        await hasMembers(node, network, 2)
        return host
      }),
    )
    for (const member of members) await arrivesAt(member, met)
  })
})
