/** The tags of a node, which its owner writes with commas. */
export function tagsOf(tags: string): string[] {
  return tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/** Whether one of the tags is the wanted one, whatever their case. */
export function hasTag(tags: string, wanted: string): boolean {
  const word = folded(wanted)
  return tagsOf(tags).some((tag) => folded(tag) === word)
}
