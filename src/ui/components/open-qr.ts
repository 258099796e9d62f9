import type { QrCode } from './qr-dialog.tsx'

/** Shows codes to scan; the dialog and what draws them are fetched when they are first wanted. */
export async function openQr(title: string, codes: readonly QrCode[]): Promise<void> {
  try {
    const { showQr } = await import('./qr-dialog.tsx')
    showQr(title, codes)
  } catch (error) {
    console.warn('the dialog cannot be fetched', error)
  }
}
