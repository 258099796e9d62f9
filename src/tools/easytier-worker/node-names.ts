import { limits } from '../../contract/limits.ts'
import { visibleText } from '../../contract/fields.ts'
import * as v from 'valibot'
import { readLine, textOf, type Source } from './cells.ts'

const Name = visibleText('node_name', limits.nodeNameCharsMax)

/** Gives each node of one owner a name of its own: the first keeps it, the others are numbered. */
export class NodeNames {
  readonly #taken = new Map<string, Set<string>>()

  /** The name of a node, changed where it has to be, and told. */
  read(source: Source, owner: string): string {
    const taken = this.#taken.get(owner) ?? new Set<string>()
    this.#taken.set(owner, taken)
    const { row, report } = source
    const clean = readLine(source, 'node_name', limits.nodeNameCharsMax)
    const named = v.is(Name, clean) ? clean : `node-${textOf(row['id'])}`
    let name = named
    for (let number = 2; taken.has(name); number += 1) {
      const end = ` (${number})`
      name = named.slice(0, limits.nodeNameCharsMax - end.length).replace(/\p{Surrogate}$/u, '') + end
    }
    taken.add(name)
    if (name !== clean) {
      const why = named === clean ? 'its owner has another node of this name' : 'shows nothing'
      report.changed('node_name', `${why}: ${JSON.stringify(name)}, which its reporter must say from now on`)
    } else if (name !== textOf(row['node_name']).trim()) {
      report.changed('node_name', 'its reporter must say the new name from now on')
    }
    return name
  }
}
