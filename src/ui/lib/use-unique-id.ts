import { useState } from 'preact/hooks'

const made = { count: 0 }

/** An id that no other has in this document. Preact's own start anew in each root, of which dialogs have one each. */
export function useUniqueId(): string {
  return useState(() => `u${(made.count += 1)}`)[0]
}
