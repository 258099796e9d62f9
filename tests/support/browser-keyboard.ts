import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const stopsMax = 150

/** What has the focus: its accessible name as a reader would hear it, and whether the ring around it can be seen. */
export function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return { text: '', ring: false }
    const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : []
    const text = [
      element.getAttribute('aria-label'),
      ...labels.map(({ textContent }) => textContent),
      element.textContent,
    ]
      .filter((part) => part !== null && part !== '')
      .join(' | ')
    // A hidden radio lends its ring to the label around it.
    const ringed = [
      element,
      element.parentElement,
      element.nextElementSibling,
      element.parentElement?.parentElement,
    ]
    const ring = ringed.some((one) => {
      if (!(one instanceof HTMLElement)) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
    })
    return { text, ring }
  })
}

/** Presses Tab until the focus is on something that is called so. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = []
  for (let stop = 0; stop < stopsMax; stop += 1) {
    const { text, ring } = await focused(page)
    if (text.split(' | ').some((part) => part.trim() === name || part.trim().startsWith(`${name} `))) {
      if (seen.length > 0) expect(ring, `a focus ring on ${name}`).toBe(true)
      return
    }
    seen.push(text.slice(0, 30))
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way by Tab to ${name}: ${seen.join(', ')}`)
}

/** Goes to what is called so, and presses a key there. */
export async function press(page: Page, name: string, key = 'Enter'): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

/** Goes to a field and writes over what is in it. */
export async function type(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}
