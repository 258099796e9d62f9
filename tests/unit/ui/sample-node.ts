import { examplePublicNode } from '../../../src/contract/examples.ts'
import * as v from 'valibot'
import { PublicNode } from '../../../src/contract/public.ts'

/** A public node of the contract's example, changed as told. */
export function sampleNode(change: Partial<PublicNode> = {}): PublicNode {
  return {
    ...v.parse(PublicNode, examplePublicNode),
    ...change,
  }
}
