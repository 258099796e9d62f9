/** A node as an announcement names it. */
export type PickedNode = Readonly<{ id: number; name: string }>

/** Shown at a time; whoever sees too many goes on typing. */
const shownMax = 8

/** Nodes that are not chosen yet and have the words in their name, those that begin with them first, or as their id. */
export function matchingNodes(
  nodes: readonly PickedNode[],
  chosen: readonly PickedNode[],
  words: string,
): readonly PickedNode[] {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return []
  const taken = new Set(chosen.map(({ id }) => id))
  const at = ({ id, name }: PickedNode): number =>
    String(id) === wanted ? 0 : name.toLowerCase().indexOf(wanted)
  return nodes
    .filter((node) => !taken.has(node.id) && at(node) >= 0)
    .sort((one, other) => Number(at(one) > 0) - Number(at(other) > 0))
    .slice(0, shownMax)
}
