import { missing } from '../lib/missing.ts'
import { withTexts } from '../i18n/language.ts'
import type { QrCode } from './qr-dialog.tsx'

/** Shows codes to scan; the dialog, what draws them and their texts are fetched when they are first wanted. */
export async function openQr(
  tell: () => Readonly<{ title: string; codes: readonly QrCode[] }>,
): Promise<void> {
  try {
    const { showQr } = await withTexts(import('./qr-dialog.tsx'))
    const { title, codes } = tell()
    showQr(title, codes)
  } catch (error) {
    missing('dialog', error)
  }
}
