/**
 * Puts a text into the clipboard; false when the browser lets nobody do that. Sites without https and browsers inside
 * of chat programs have no clipboard object, but most still know the old command.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByCommand(text)
  }
}

function copyByCommand(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.className = 'sr'
  field.readOnly = true
  field.value = text
  // A modal dialog lets nothing outside of it take the focus.
  const dialogs = document.querySelectorAll('dialog[open]')
  ;(dialogs.item(dialogs.length - 1) ?? document.body).append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
