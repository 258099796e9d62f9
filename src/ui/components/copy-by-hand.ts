import { withTexts } from '../i18n/language.ts'

/** Leaves a text to the reader to copy, in a sheet that is fetched when it is first wanted; without it the browser's own box serves. */
export async function copyByHand(text: string): Promise<void> {
  try {
    const { showCopySheet } = await withTexts(import('./copy-sheet.tsx'))
    showCopySheet(text)
  } catch {
    // No connection: the page itself was opened from the cache.
    prompt('', text)
  }
}
